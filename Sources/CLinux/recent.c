#include "clinux.h"

uint32_t clinux_retirements;
__thread clinux_recent_entry clinux_recent_own;
