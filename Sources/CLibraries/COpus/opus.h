// libopus, and the one of its functions that Swift cannot call.
#ifndef MARTLET_OPUS_H
#define MARTLET_OPUS_H

#include <opus/opus.h>

// opus_encoder_ctl takes variable arguments, which Swift does not import. Every setter takes one 32-bit number.
static inline int martlet_opus_encoder_set(OpusEncoder *encoder, int request, opus_int32 value) {
    return opus_encoder_ctl(encoder, request, value);
}

#endif
