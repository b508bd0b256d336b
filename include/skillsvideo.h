#ifndef SKILLSVIDEO_H
#define SKILLSVIDEO_H
#include <stddef.h>
#include <stdint.h>
uint32_t sv_version_number(void);
#endif
