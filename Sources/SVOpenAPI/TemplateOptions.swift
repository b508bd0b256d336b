/// How a template is made.
struct TemplateOptions {
  /// Optional fields that have a default are filled in too.
  var includesDefaults = false
  /// The name, the number from 1, or the discriminator's value of the variant to take.
  var variant: String?
}
