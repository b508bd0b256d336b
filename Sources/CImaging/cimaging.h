#ifndef CIMAGING_H
#define CIMAGING_H
#include <png.h>
#include <stdio.h>
#include <jpeglib.h>
#include <webp/encode.h>
#include <webp/mux.h>
#endif
