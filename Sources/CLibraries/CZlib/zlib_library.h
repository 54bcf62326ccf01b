// zlib 1.2 or later: traces are kept packed.
#ifndef MARTLET_ZLIB_H
#define MARTLET_ZLIB_H

#include <zlib.h>

#endif
