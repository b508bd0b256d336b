"""Breaches of the rules of what comes in: payloads and arguments that are no texts, and programs."""

PAYLOAD = "Sources/SVEngine/Files/PayloadText.swift"
SYSTEM = "Sources/skillsvideo-cli/Support/System.swift"
ARGUMENTS = "bindings/python/src/skillsvideo/_arguments.py"
MEDIA = "Sources/SVProtocol/Downloads/MediaType.swift"
MEDIA_TABLE = "Sources/SVProtocol/Downloads/MediaTypeTable.swift"
PYTHON_MEDIA = "bindings/python/src/skillsvideo/_media.py"
FILE_NAME = "Sources/skillsvideo-cli/Files/FileName.swift"

TEXTS = [
    (
        "send a NUL",
        PAYLOAD,
        [("if value == 0 { return Fault", "if value == 0, text.isEmpty { return Fault")],
        "program input",
    ),
    (
        "send half of a surrogate pair",
        PAYLOAD,
        [("if value & 0xF800 == 0xD800, !isPair {", "if value & 0xF800 == 0xD800, !isPair, text.isEmpty {")],
        "program input",
    ),
    (
        "take two first halves for a pair",
        PAYLOAD,
        [("?? 0) & 0xFC00 == 0xDC00", "?? 0) & 0xF800 == 0xD800")],
        "program input",
    ),
    (
        "take a second half for the first one",
        PAYLOAD,
        [("let isPair = value & 0xFC00 == 0xD800", "let isPair = value & 0xF800 == 0xD800")],
        "program input",
    ),
    (
        "take what follows an escaped backslash for an escape",
        PAYLOAD,
        [("        index &+= 2\n", "        index &+= 1\n")],
        "program input",
    ),
    (
        "forget what is wrong with a payload",
        "Sources/SVEngine/Client/Client+Jobs.swift",
        [
            (
                "if let refusal = PayloadText.refusal(of: document) { throw refusal }",
                "_ = PayloadText.refusal(of: document)",
            )
        ],
        "program input",
    ),
    (
        "say of bytes that are no UTF-8 only that they are no JSON",
        "Sources/SVEngine/Client/Client+Jobs.swift",
        [("if error.reason == .encoding { throw", "if error.reason == .encoding, payload.isEmpty { throw")],
        "program input",
    ),
    (
        "repair what C gives",
        "Sources/SVEngine/Client/CArgument.swift",
        [
            (
                "    guard JSONText.isValidUTF8(bytes) else {\n",
                "    guard JSONText.isValidUTF8(bytes) || bytes.count > 0 else {\n",
            )
        ],
        "program input",
    ),
    (
        "repair an argument",
        SYSTEM,
        [("guard offset < bytes.count else { return nil }", "guard offset < 0 else { return nil }")],
        "command no_proc.bytes_that_are_not_utf8",
    ),
    (
        "look at the first argument alone",
        SYSTEM,
        [
            (
                "let given = words.enumerated().dropFirst()",
                "let given = words.enumerated().dropFirst().prefix(1)",
            )
        ],
        "command no_proc.bytes_that_are_not_utf8",
    ),
    (
        "refuse a program for the name of its folder",
        SYSTEM,
        [("let given = words.enumerated().dropFirst()", "let given = words.enumerated().dropFirst(0)")],
        "command no_proc.a_folder_whose_name",
    ),
    (
        "take the arguments from /proc",
        SYSTEM,
        [
            (
                "arguments = words.compactMap { $0.map { String(cString: $0) } }",
                "arguments = CommandLine.arguments",
            )
        ],
        "command no_proc.arguments_count",
    ),
    (
        "cut a text of Python at a NUL",
        ARGUMENTS,
        [('    if "\\0" in value:\n', '    if value == "\\0":\n')],
        "python test_client",
    ),
    (
        "repair a text of Python",
        ARGUMENTS,
        [("        return value.encode()\n", '        return value.encode(errors="replace")\n')],
        "python test_client",
    ),
    (
        "repair bytes of Python",
        ARGUMENTS,
        [("        return payload.decode()\n", '        return payload.decode(errors="replace")\n')],
        "python test_client",
    ),
]

PROGRAMS = "python test_outputs_content data_urls_without"
NAMES = [
    (
        "save a program in the place of a picture",
        MEDIA,
        [("if isProgram(firstBytes), wanted", "if isProgram(firstBytes), firstBytes.isEmpty, wanted")],
        "command file_contents.programs_are_no_results",
    ),
    ("save a script", MEDIA, [('bytes.has("#!") || ', "")], PROGRAMS),
    ("save a program of Linux", MEDIA, [(" || bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46])", "")], PROGRAMS),
    ("save a program of Windows", MEDIA, [(' || bytes.has("MZ")', "")], PROGRAMS),
    (
        "save an old program of macOS",
        MEDIA,
        [("bytes.starts(with: [0xFE, 0xED, 0xFA, 0xCE]) || ", "")],
        PROGRAMS,
    ),
    (
        "save a program of macOS",
        MEDIA,
        [
            (
                " || bytes.starts(with: [0xCF, 0xFA, 0xED, 0xFE])",
                "",
            )
        ],
        PROGRAMS,
    ),
    (
        "save a program for several processors",
        MEDIA,
        [("      || bytes.starts(with: [0xCA, 0xFE, 0xBA, 0xBE])\n", "")],
        PROGRAMS,
    ),
    (
        "keep the ending of a program in Python",
        PYTHON_MEDIA,
        [("return name if not dot or suffix", 'return name if not dot or suffix == "exe" or suffix')],
        "python test_outputs_content first_bytes",
    ),
    (
        "keep the ending of a script before another one in Python",
        PYTHON_MEDIA,
        [('f"{harmless(stem)}_{suffix}"', 'f"{stem}_{suffix}"')],
        "python test_outputs test_names",
    ),
    (
        "take another name of a type for the type",
        MEDIA_TABLE,
        [("} else if cell == names, isFirst {", "} else if cell == names, isFirst || true {")],
        "swift MediaTypeTableTests",
    ),
    (
        "send a sound in a clip's container as a clip",
        MEDIA_TABLE,
        [
            (
                "cell == endings && word.isSameText(as: ending) ? type",
                "cell >= endings && word.isSameText(as: ending) ? type",
            )
        ],
        "swift MediaTypeTableTests",
    ),
    (
        "forget a row of the media types in Python",
        PYTHON_MEDIA,
        [("audio/flac; flac;\n", "")],
        "python test_one_home media_types",
    ),
    (
        "believe the ending of an address in Python",
        PYTHON_MEDIA,
        [("    if detected not in _FITTING or", "    if detected in _FITTING or")],
        "python test_outputs_content first_bytes",
    ),
    (
        "cut a name without an ending in Python",
        PYTHON_MEDIA,
        [("if suffix in _KNOWN else path", "")],
        "python test_outputs_content right_endings",
    ),
    (
        "rename what has one of several right endings in Python",
        PYTHON_MEDIA,
        [("suffix in _FITTING[detected]:", "suffix == _FITTING[detected][0]:")],
        "python test_outputs_content right_endings",
    ),
    (
        "give a file that the program named another name",
        "bindings/python/src/skillsvideo/_target.py",
        [("right = self._path if self._is_named else right_name(", "right = right_name(")],
        "python test_outputs_content first_bytes",
    ),
    (
        "believe the ending of an address",
        FILE_NAME,
        [("return right.contains(ending) ? nil : right.first", "return right.isEmpty ? right.first : nil")],
        "command file_contents.first_bytes_decide",
    ),
    (
        "rename what has one of several right endings",
        FILE_NAME,
        [
            (
                "return right.contains(ending) ? nil : right.first",
                "return right.first == ending ? nil : right.first",
            )
        ],
        "command file_contents.first_bytes_decide",
    ),
]
