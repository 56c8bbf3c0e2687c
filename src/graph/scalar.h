/* scalar.h - what each elementwise op does to an element, as compiled code does it: functions of
   values named op_dtype, for the dtypes that are computed in, without branches where that matters,
   so that a loop over them becomes vectors. (graph/scalar.def says the same for the reference, in
   double and exact integers.)

   Written in the C that C, CUDA, HIP and OpenCL C share. Who includes it defines before:
   SCALAR_FN    what stands before each function ("static inline")
   FMA32 FMA64 FLOOR32 .. : the fused and rounding operations; BITS_U32(float), F32_BITS(uint32_t)
   LIBM1(name) and LIBM2(name): the accurate function of doubles.

   A vector is computed with the plain function; where rare_op_dtype says 1 for an element, that
   element is then computed by slow_op_dtype, which may have a rare_ and a slow_ of its own. An
   element's bits depend on nothing but the element.

   Comparisons give 0 or 1 as u8. Integers: x/0 is all ones, rem(x, 0) is x, MIN/-1 is MIN, shifts
   past the width give 0 or the sign. Polynomials: near-minimax, fitted for this file. */

/* clang-format off */
#define F32(name) SCALAR_FN float name##_f32(float x)
#define F64(name) SCALAR_FN double name##_f64(double x)

/* Both are computed, one is taken; ?: may leave a branch. */
SCALAR_FN float pick_f32(int first, float a, float b) { return first ? a : b; }
SCALAR_FN double pick_f64(int first, double a, double b) { return first ? a : b; }

/* Polynomials by Horner, the highest coefficient first. (OpenCL C has no variadic macros.) */
#define POLY32_2(x, a, b) FMA32(a, x, b)
#define POLY32_3(x, a, b, c) FMA32(POLY32_2(x, a, b), x, c)
#define POLY32_4(x, a, b, c, d) FMA32(POLY32_3(x, a, b, c), x, d)
#define POLY32_5(x, a, b, c, d, e) FMA32(POLY32_4(x, a, b, c, d), x, e)
#define POLY32_6(x, a, b, c, d, e, f) FMA32(POLY32_5(x, a, b, c, d, e), x, f)
#define POLY32_7(x, a, b, c, d, e, f, g) FMA32(POLY32_6(x, a, b, c, d, e, f), x, g)
#define POLY32_8(x, a, b, c, d, e, f, g, h) FMA32(POLY32_7(x, a, b, c, d, e, f, g), x, h)
#define POLY32_9(x, a, b, c, d, e, f, g, h, i) FMA32(POLY32_8(x, a, b, c, d, e, f, g, h), x, i)
#define POLY64_2(x, a, b) FMA64(a, x, b)
#define POLY64_3(x, a, b, c) FMA64(POLY64_2(x, a, b), x, c)
#define POLY64_4(x, a, b, c, d) FMA64(POLY64_3(x, a, b, c), x, d)
#define POLY64_5(x, a, b, c, d, e) FMA64(POLY64_4(x, a, b, c, d), x, e)
#define POLY64_6(x, a, b, c, d, e, f) FMA64(POLY64_5(x, a, b, c, d, e), x, f)
#define POLY64_7(x, a, b, c, d, e, f, g) FMA64(POLY64_6(x, a, b, c, d, e, f), x, g)
#define POLY64_8(x, a, b, c, d, e, f, g, h) FMA64(POLY64_7(x, a, b, c, d, e, f, g), x, h)
#define POLY64_9(x, a, b, c, d, e, f, g, h, i) FMA64(POLY64_8(x, a, b, c, d, e, f, g, h), x, i)
#define POLY64_10(x, a, b, c, d, e, f, g, h, i, j) FMA64(POLY64_9(x, a, b, c, d, e, f, g, h, i), x, j)
#define POLY64_11(x, a, b, c, d, e, f, g, h, i, j, k) FMA64(POLY64_10(x, a, b, c, d, e, f, g, h, i, j), x, k)

/* n in the low bits of a float that was made by adding 1.5 * 2^23. */
#define ROUND32 12582912.0f
#define ROUND64 6755399441055744.0
/* clang-format on */

#include "graph/scalar_exp.h"
#include "graph/scalar_trig.h"

#include "graph/scalar_float.h"
#include "graph/scalar_integer.h"
