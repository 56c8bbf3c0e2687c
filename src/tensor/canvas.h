/* canvas.h - drawing shapes into a picture of red, green and blue.

   Places are in units of which a pixel is `scale`th; y grows downwards. Edges are smooth: a pixel
   takes as much of a colour as the shape covers of it. What lies outside is not drawn. */
#ifndef CNX_TENSOR_CANVAS_H
#define CNX_TENSOR_CANVAS_H

#include "tensor/tensor.h"

typedef struct Canvas Canvas;

typedef struct Spot {
    double x, y;
} Spot;

/* A white picture of width x height units, `scale` pixels each; NULL after SystemLimitError. */
Canvas *canvas_new(Cx *cx, int64_t width, int64_t height, int64_t scale);
void canvas_free(Canvas *c);

/* Colours are 0xrrggbb. */
void canvas_rect(Canvas *c, Spot corner, Spot size, uint32_t colour);
void canvas_dot(Canvas *c, Spot centre, double radius, uint32_t colour);

/* A line through the points, round at its corners, with lengths of line and gap in turn when there
   are any. */
void canvas_path(Canvas *c, const Spot *points, size_t count, double width, const double *dash,
                 size_t dashes, uint32_t colour);

/* Text on a baseline that begins (anchor 0), has its middle (0.5) or ends (1) at a place; it reads
   upwards when turned. Letters that the canvas does not have are shown as a replacement. */
void canvas_text(Canvas *c, Spot at, Str text, double size, double anchor, bool is_turned,
                 uint32_t colour);

/* How wide the text would be. */
double canvas_text_width(Str text, double size);

/* A u8 tensor of height, width and 1, 3 or 4 channels (alpha is not looked at), stretched over the
   rectangle. */
void canvas_image(Canvas *c, Spot corner, Spot size, const Tensor *image);

/* The picture so far, u8 of height, width and 3; the canvas begins white again. NULL after
   SystemLimitError. */
Tensor *canvas_take(Cx *cx, Canvas *c);

#endif
