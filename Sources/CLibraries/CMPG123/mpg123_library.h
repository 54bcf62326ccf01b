// libmpg123 1.26 or later: the mp3 decoder. Offsets are not used, so the size of off_t does not matter.
#ifndef MARTLET_MPG123_H
#define MARTLET_MPG123_H

#include <mpg123.h>

#endif
