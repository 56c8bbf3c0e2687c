/* conv_stage.h - private to conv: the input laid out so that whatever the results meet for one
   element of the kernel lies in one piece.

   A channel is padded, and its axes are sorted by phase: coordinate x of an axis with stride s is
   element x / s of phase x % s. Then results lie `pitch` apart along each axis, whatever the
   strides, and an element of the kernel is one distance for all results. */
#ifndef CNX_ROUTINE_CONV_STAGE_H
#define CNX_ROUTINE_CONV_STAGE_H

#include "routine/routine_call.h"

typedef struct Conv {
    RoutineCall *c;
    DType dtype;
    int rank; /* spatial axes, at least 1 */
    int64_t size, groups, batch_groups, images, out, channels, depth, positions;
    int64_t input[MAX_RANK], kernel[MAX_RANK], result[MAX_RANK]; /* spatial sizes */
    int64_t in_size;                                             /* elements of a channel */
    const int64_t *strides, *low, *input_dilations, *kernel_dilations;
} Conv;

/* Room for `rows` results along the first spatial axis and all along the others. */
typedef struct Stage {
    int64_t rows;
    int64_t phases[MAX_RANK], length[MAX_RANK], pitch[MAX_RANK];
    int64_t plane, channel; /* elements of a phase, of a channel */
    int64_t lines;          /* of a channel, along the innermost axis */
    int64_t extent;         /* from the first result to behind the last */
    int64_t out_lines;      /* of results, along the innermost axis */
} Stage;

/* False when sizes overflow. */
bool stage_of(const Conv *v, int64_t rows, Stage *s);

/* at[p] for the elements of `channels` channels of a kernel, in order: how far what the first
   result meets is from the stage's begin. */
void stage_places(const Conv *v, const Stage *s, int64_t channels, int64_t *at);

/* Where out line i begins in the stage, as a distance in elements. */
void stage_out_lines(const Conv *v, const Stage *s, int64_t *at);

/* Where line i comes from in a channel, or -1, when the stage begins with result `first` of the
   first axis; map has room for s->lines. */
void stage_map(const Conv *v, const Stage *s, int64_t first, int64_t *map);

/* Copies channels that lie one after the other at x. */
void stage_fill(const Conv *v, const Stage *s, int64_t first, const int64_t *map, const char *x,
                int64_t channels, char *to);

#endif
