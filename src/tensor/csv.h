/* csv.h - tensors of numbers in text files: a line a row, cells between separators.

   As RFC 4180 says: cells may stand in quotes, where a quote is doubled and separators and ends of
   lines are text; lines end in LF or CRLF; a byte order mark in front is skipped. Lines without any
   text are skipped, too. */
#ifndef CNX_TENSOR_CSV_H
#define CNX_TENSOR_CSV_H

#include "tensor/tensor.h"

typedef struct CsvOptions {
    char separator;
    bool has_header; /* the first line has names */
    DType dtype;
    const int64_t *columns; /* which ones, counted from 0; NULL: all */
    int64_t count;          /* of columns */
} CsvOptions;

typedef VEC(Text) Texts;

/* Appends the cells of the first line, without their quotes; false after ArgumentError. */
bool csv_first_line(Cx *cx, Str text, char separator, Texts *cells);
void texts_free(Texts *all);

/* Whether no cell of the line is a number, as in a line of names. */
bool csv_is_header(const Texts *cells);

/* The numbers as a tensor of rows and columns. Empty cells, NA and NaN are NaN where the type is a
   float. ArgumentError that names the cell, its line, column and byte when it is no number of the
   type, or a line that has another number of cells than the first. All is checked before memory for
   the tensor is asked for. */
Tensor *csv_read(Cx *cx, Str text, const CsvOptions *options);

#endif
