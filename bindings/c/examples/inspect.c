/* Shows the fields of an endpoint and checks a payload before anything is bought. Reads an OpenAPI document;
 * needs no network and no key. Introduces: sv_inspect, sv_validate, sv_result_json. Arguments: the document,
 * an endpoint, a payload. */
#include <skillsvideo.h>
#include <stdio.h>
#include <stdlib.h>

/* Returns the content of a file, which the caller frees, or NULL if it cannot be read. */
static char *content(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  char *text = NULL;
  long size = -1;
  if (file && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0 &&
      (text = malloc((size_t)size + 1))) {
    rewind(file);
    *length = fread(text, 1, (size_t)size, file);
    text[*length] = 0;
  }
  if (file) fclose(file);
  return text;
}

int main(int argc, char **argv) {
  const char *endpoint = argc > 2 ? argv[2] : "google/nano-banana-pro";
  const char *payload = argc > 3 ? argv[3] : "{\"prompt\":7}";
  char query[512];
  size_t length = 0;
  char *document = content(argc > 1 ? argv[1] : "/usr/share/skillsvideo/catalogue/openapi.json", &length);
  sv_result *result = NULL;
  if (!document) return perror("the document"), 1;

  /* Prints the fields of the request, and the smallest valid payload. */
  snprintf(query, sizeof query, "{\"endpoint\":\"%s\",\"template\":true}", endpoint);
  int32_t status = sv_inspect(&result, document, length, NULL, 0, query);
  puts(status == SV_OK ? sv_result_json(result, NULL) : sv_result_message(result));
  sv_result_free(result);

  /* Prints each problem of the payload: where it is, what was expected, and a hint. */
  status = sv_validate(&result, document, length, endpoint, payload);
  puts(status == SV_OK || status == SV_ERR_VALIDATION ? sv_result_json(result, NULL)
       : sv_result_message(result));
  sv_result_free(result);
  free(document);
  return status == SV_OK ? 0 : 1;
}
