/* Loads the library by being linked with it. */
#include <skillsvideo.h>

int main(void) { return sv_version_number() == 0; }
