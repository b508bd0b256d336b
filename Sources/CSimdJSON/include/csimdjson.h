#ifndef CSIMDJSON_H
#define CSIMDJSON_H
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
const char *csimdjson_version(void);
#ifdef __cplusplus
}
#endif
#endif
