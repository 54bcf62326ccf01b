// What the codecs cost by themselves, and sound for the load to send.
//
//   codecs cost RATE            one line of JSON: CPU % of a core for one stream of 20 ms frames, coded and decoded, by
//                               libopus (at RATE Hz, set as the server sets it) and by libspandsp
//   codecs frames KIND RATE     ten seconds of it on standard output, each frame behind its length in two octets, the
//                               high one first; KIND is alaw, g722, gsm or opus
//
// The sound is like a voice: a pitch that moves, formants, syllables and pauses. Noise would cost Opus more than speech
// does, silence less.
#include <math.h>
#include <opus/opus.h>
#include <spandsp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clocks.h"

enum { seconds = 10, frames = seconds * 50, most_samples = 960, most_octets = 1275 };

static int16_t voice[frames * most_samples];

static void speak(int rate) {
    static const double formants[][2] = {{700, 1.0}, {1220, 0.5}, {2600, 0.25}};
    uint32_t seed = 1;
    double phase = 0;
    for (int index = 0; index < seconds * rate; index++) {
        double time = (double)index / rate, pitch = 120 + 25 * sin(2 * M_PI * 0.7 * time), sample = 0;
        phase += pitch / rate;
        // Three syllables a second, and each fourth one is left out.
        double syllable = fmax(0, sin(2 * M_PI * 3 * time)) * (fmod(time, 1.333) < 1);
        for (int harmonic = 1; harmonic * pitch < rate / 2.0 && harmonic < 30; harmonic++) {
            double strength = 0;
            for (int each = 0; each < 3; each++) {
                double distance = (harmonic * pitch - formants[each][0] * (1 + 0.2 * sin(5 * time))) / 120;
                strength += formants[each][1] * exp(-distance * distance / 2);
            }
            sample += strength * sin(2 * M_PI * harmonic * phase);
        }
        seed = seed * 1664525u + 1013904223u;
        voice[index] = (int16_t)(5000 * syllable * sample + ((int32_t)(seed >> 16) % 60 - 30));
    }
}

static OpusEncoder *make_opus(int rate) {
    int error;
    OpusEncoder *encoder = opus_encoder_create(rate, 1, OPUS_APPLICATION_VOIP, &error);
    if (error != OPUS_OK) exit(1);
    // As OpusSettings has them.
    opus_encoder_ctl(encoder, OPUS_SET_BITRATE(24000));
    opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(4));
    opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(1));
    opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(5));
    return encoder;
}

static uint8_t coded[frames][most_octets];
static int sizes[frames];

/// Codes the voice, and decodes what came of it; returns CPU % of a core for each.
static void work(const char *kind, int rate, double *encoding, double *decoding) {
    int count = rate / 50;
    static int16_t sound[most_samples * 2];
    int error;
    OpusEncoder *opus_out = NULL;
    OpusDecoder *opus_in = NULL;
    g722_encode_state_t *wide_out = NULL;
    g722_decode_state_t *wide_in = NULL;
    gsm0610_state_t *gsm_out = NULL, *gsm_in = NULL;
    if (!strcmp(kind, "opus")) opus_out = make_opus(rate), opus_in = opus_decoder_create(rate, 1, &error);
    if (!strcmp(kind, "g722"))
        wide_out = g722_encode_init(NULL, 64000, rate == 8000 ? G722_SAMPLE_RATE_8000 : 0),
        wide_in = g722_decode_init(NULL, 64000, rate == 8000 ? G722_SAMPLE_RATE_8000 : 0);
    if (!strcmp(kind, "gsm")) gsm_out = gsm0610_init(NULL, GSM0610_PACKING_VOIP), gsm_in = gsm0610_init(NULL, GSM0610_PACKING_VOIP);

    uint64_t start = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
    for (int frame = 0; frame < frames; frame++) {
        int16_t *samples = voice + frame * count;
        if (opus_out) sizes[frame] = opus_encode(opus_out, samples, count, coded[frame], most_octets);
        else if (wide_out) sizes[frame] = g722_encode(wide_out, coded[frame], samples, count);
        else if (gsm_out) sizes[frame] = gsm0610_encode(gsm_out, coded[frame], samples, count);
        else for (sizes[frame] = 0; sizes[frame] < count; sizes[frame]++)
            coded[frame][sizes[frame]] = linear_to_alaw(samples[sizes[frame]]);
    }
    uint64_t between = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
    for (int frame = 0; frame < frames; frame++) {
        if (opus_in && opus_decode(opus_in, coded[frame], sizes[frame], sound, most_samples, 0) != count) exit(1);
        if (wide_in) g722_decode(wide_in, sound, coded[frame], sizes[frame]);
        else if (gsm_in) gsm0610_decode(gsm_in, sound, coded[frame], sizes[frame]);
        for (int index = 0; !strcmp(kind, "alaw") && index < count; index++)
            sound[index] = alaw_to_linear(coded[frame][index]);
    }
    uint64_t end = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
    *encoding = (double)(between - start) / seconds / 1e7;
    *decoding = (double)(end - between) / seconds / 1e7;
}

/// What the codec works at when the other side of the call works at `opus_rate`.
static int rate_of(const char *kind, int opus_rate) {
    if (!strcmp(kind, "opus")) return opus_rate;
    return !strcmp(kind, "g722") && opus_rate > 8000 ? 16000 : 8000;
}

int main(int count, char **arguments) {
    static const char *kinds[] = {"alaw", "g722", "gsm", "opus"};
    double encoding, decoding;
    if (count == 3 && !strcmp(arguments[1], "cost")) {
        for (int each = 0; each < 4; each++) {
            int rate = rate_of(kinds[each], atoi(arguments[2]));
            speak(rate);
            work(kinds[each], rate, &encoding, &decoding);
            printf("%s\"%s\":{\"encode\":%.4f,\"decode\":%.4f}", each ? "," : "{", kinds[each], encoding, decoding);
        }
        printf("}\n");
        return 0;
    }
    if (count == 4 && !strcmp(arguments[1], "frames")) {
        int rate = rate_of(arguments[2], atoi(arguments[3]));
        speak(rate);
        work(arguments[2], rate, &encoding, &decoding);
        for (int frame = 0; frame < frames; frame++) {
            putchar(sizes[frame] >> 8);
            putchar(sizes[frame] & 255);
            fwrite(coded[frame], 1, (size_t)sizes[frame], stdout);
        }
        return 0;
    }
    fprintf(stderr, "usage: codecs cost RATE | codecs frames alaw|g722|gsm|opus RATE\n");
    return 64;
}
