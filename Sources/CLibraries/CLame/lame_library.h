// libmp3lame 3.100 or later: the mp3 encoder.
#ifndef MARTLET_LAME_H
#define MARTLET_LAME_H

#include <lame/lame.h>

#endif
