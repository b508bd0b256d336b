#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "clinux.h"

const char *clinux_environment(const char *name) { return secure_getenv(name); }

/* libcurl reads SSLKEYLOGFILE with plain getenv, creates that file, and writes the secrets of each TLS
 * connection to it. In a set-uid program the caller could thereby make it write a file with the program's
 * rights. glibc removes unsafe variables in the same way. */
void clinux_environment_clean(void) {
  static const char unsafe[] = "SSLKEYLOGFILE";
  if (getenv(unsafe) != NULL && secure_getenv(unsafe) == NULL) (void)unsetenv(unsafe);
}

size_t clinux_text_length(const char *text) { return strlen(text); }
