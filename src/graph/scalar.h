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

/* --- exp: x = n log 2 + r; 2^n in two factors, so that subnormal results come out --- */

/* n in the low bits of a float that was made by adding 1.5 * 2^23. */
#define ROUND32 12582912.0f
#define ROUND64 6755399441055744.0

SCALAR_FN float power_of_two_f32(int n) { return F32_BITS((unsigned)(n + 127) << 23); }
SCALAR_FN double power_of_two_f64(long n) { return F64_BITS((unsigned long)(n + 1023) << 52); }

/* x 2^floor(n), rounded once when it is small. */
SCALAR_INSN float scaled_f32(float x, float n)
{
    int whole = (int)(BITS_U32(FLOOR32(n) + ROUND32) - BITS_U32(ROUND32)), half = whole >> 1;
    return x * power_of_two_f32(half) * power_of_two_f32(whole - half);
}

SCALAR_INSN double scaled_f64(double x, double n)
{
    long whole = (long)(BITS_U64(FLOOR64(n) + ROUND64) - BITS_U64(ROUND64)), half = whole >> 1;
    return x * power_of_two_f64(half) * power_of_two_f64(whole - half);
}

/* n counts sixteenths in f32 and eighths in f64: 2 to the power of these is the sum of what stands
   in two tables, by n's last bits. */
SCALAR_TABLE(float, power_f32, 16) = {0x1p+0f, 0x1.0b5586p+0f, 0x1.172b84p+0f, 0x1.2387a6p+0f,
    0x1.306fep+0f, 0x1.3dea64p+0f, 0x1.4bfdaep+0f, 0x1.5ab07ep+0f, 0x1.6a09e6p+0f, 0x1.7a1148p+0f,
    0x1.8ace54p+0f, 0x1.9c4918p+0f, 0x1.ae89fap+0f, 0x1.c199bep+0f, 0x1.d5818ep+0f, 0x1.ea4afap+0f};
SCALAR_TABLE(float, power_rest_f32, 16) = {0, 0x1.9f3122p-25f, -0x1.c15742p-27f, 0x1.ceac48p-25f,
    0x1.4636e2p-25f, 0x1.824684p-25f, -0x1.593abcp-25f, -0x1.5bd5ecp-27f, 0x1.9fcef4p-26f,
    -0x1.829fdp-25f, 0x1.15506ep-27f, 0x1.51f848p-27f, -0x1.a94b14p-26f, -0x1.3d56b2p-27f,
    -0x1.822dbcp-27f, 0x1.52486cp-27f};

/* e^x, as 2^floor(by) (big + small): big is at least 1, small up to a 40th of it. */
typedef struct Power32 { float big, small, by; } Power32;

/* x is at least -110 and at most 100, or NaN. */
SCALAR_FN Power32 exp_parts_f32(float x)
{
    float t = FMA32(x, 0x1.715476p+0f, 0x1.8p+19f), n = t - 0x1.8p+19f;
    float r = FMA32(n, 0x1.05c610p-29f, FMA32(n, -0x1.62e430p-1f, x));
    float p = FMA32(FMA32(r, 0x1.555646p-3f, 0x1.000222p-1f), r * r, r);
    unsigned sixteenth = BITS_U32(t) & 15;
    float big = power_f32[sixteenth];
    Power32 y = {big, FMA32(big, p, power_rest_f32[sixteenth]), n};
    return y;
}

SCALAR_FN float exp_f32(float x0)
{
    float x = x0 < -110.0f ? -110.0f : x0;
    Power32 y = exp_parts_f32(x > 100.0f ? 100.0f : x);
    return scaled_f32(y.big + y.small, y.by);
}

SCALAR_TABLE(double, power_f64, 8) = {0x1p+0, 0x1.172b83c7d517bp+0, 0x1.306fe0a31b715p+0,
    0x1.4bfdad5362a27p+0, 0x1.6a09e667f3bcdp+0, 0x1.8ace5422aa0dbp+0, 0x1.ae89f995ad3adp+0,
    0x1.d5818dcfba487p+0};
SCALAR_TABLE(double, power_rest_f64, 8) = {0, -0x1.19041b9d78a76p-55, 0x1.6f46ad23182e4p-55,
    0x1.d4397afec42e2p-56, -0x1.bdd3413b26456p-54, 0x1.6e9f156864b27p-54, 0x1.7a1cd345dcc81p-54,
    0x1.2ed02d75b3707p-55};

typedef struct Power64 { double big, small, by; } Power64;

/* x is at least -750 and at most 710, or NaN. */
SCALAR_FN Power64 exp_parts_f64(double x)
{
    double t = FMA64(x, 0x1.71547652b82fep+0, 0x1.8p+49), n = t - 0x1.8p+49;
    double r = FMA64(n, -0x1.abc9e3b39803fp-56, FMA64(n, -0x1.62e42fefa39efp-1, x));
    double q = POLY64_6(r, 0x1.a0207898e0b8ap-13, 0x1.6c1cc0ffa284dp-10, 0x1.11111107ce635p-7,
        0x1.55555547f9e1cp-5, 0x1.5555555555661p-3, 0x1.000000000010ep-1);
    double p = FMA64(q, r * r, r);
    unsigned long eighth = BITS_U64(t) & 7;
    double big = power_f64[eighth];
    Power64 y = {big, FMA64(big, p, power_rest_f64[eighth]), n};
    return y;
}

SCALAR_FN double exp_f64(double x0)
{
    double x = x0 < -750.0 ? -750.0 : x0;
    Power64 y = exp_parts_f64(x > 710.0 ? 710.0 : x);
    return scaled_f64(y.big + y.small, y.by);
}

/* e^x as a sum of two, of which the first is the nearest float: for functions that go on with it.
   x is at least -110 (-750) and at most 90 (710), or NaN. */
typedef struct Pair32 { float high, low; } Pair32;
typedef struct Pair64 { double high, low; } Pair64;

SCALAR_FN Pair32 exp_pair_f32(float x)
{
    Power32 p = exp_parts_f32(x);
    float high = p.big + p.small, low = (p.big - high) + p.small;
    Pair32 y = {scaled_f32(high, p.by), scaled_f32(low, p.by)};
    return y;
}

SCALAR_FN Pair64 exp_pair_f64(double x)
{
    Power64 p = exp_parts_f64(x);
    double high = p.big + p.small, low = (p.big - high) + p.small;
    Pair64 y = {scaled_f64(high, p.by), scaled_f64(low, p.by)};
    return y;
}

/* --- log: x = 2^n m, m in [sqrt(1/2), sqrt(2)) --- */

SCALAR_FN float log_f32(float x)
{
    int small = x < 0x1p-126f;
    float scaled = small ? x * 0x1p23f : x;
    unsigned bits = BITS_U32(scaled), high = bits - 0x3f3504f3u;
    float n = (float)((int)high >> 23) - (small ? 23.0f : 0.0f);
    float f = F32_BITS((high & 0x7fffffu) + 0x3f3504f3u) - 1.0f;
    float p = POLY32_8(f, -0x1.43b246482cf41p-4f, 0x1.02814eec2ac0bp-3f, -0x1.0a33eaedc8535p-3f,
        0x1.231ce579cc6d6p-3f, -0x1.54d03de3ce4b8p-3f, 0x1.999f144d3824ap-3f,
        -0x1.0000cda2ff23ep-2f, 0x1.55555395c5f29p-2f);
    float square = f * f, tail = FMA32(p * f, square, FMA32(-0.5f * f, f, n * 0x1.7f7d1cp-20f));
    float s = FMA32(n, 0x1.62e400p-1f, f), lost = FMA32(n, 0x1.62e400p-1f, -s) + f; /* of s */
    float y = s + (tail + lost);
    y = pick_f32(x < 0, F32_BITS(0x7fc00000u), y);
    y = pick_f32(x == 0, F32_BITS(0xff800000u), y);
    return pick_f32((x != x) | (x == F32_BITS(0x7f800000u)), x, y);
}

SCALAR_FN double log_f64(double x)
{
    int small = x < 0x1p-1022;
    double scaled = small ? x * 0x1p52 : x;
    unsigned long bits = BITS_U64(scaled), high = bits - 0x3fe6a09e667f3bcdul;
    double n = (double)(int)((long)high >> 52) - (small ? 52.0 : 0.0);
    double f = F64_BITS((high & 0xffffffffffffful) + 0x3fe6a09e667f3bcdul) - 1.0;
    double s = f / (2.0 + f), z = s * s;
    double p = POLY64_8(z, 0x1.0c2c748b6f13cp-3, 0x1.0fbaab3c72fc6p-3, 0x1.3b1c5ae500a38p-3,
        0x1.745cf85360411p-3, 0x1.c71c720302bd8p-3, 0x1.2492492475dbcp-2, 0x1.9999999999a3ep-2,
        0x1.5555555555555p-1);
    /* log(1 + f) = f - (h - s (h + z p)), h = f^2 / 2 */
    double h = 0.5 * f * f;
    double tail = FMA64(s, FMA64(z, p, h), n * 0x1.ef35793c76730p-45);
    double y = FMA64(n, 0x1.62e42fefa3800p-1, f - (h - tail));
    y = pick_f64(x < 0, F64_BITS(0x7ff8000000000000ul), y);
    y = pick_f64(x == 0, F64_BITS(0xfff0000000000000ul), y);
    return pick_f64((x != x) | (x == F64_BITS(0x7ff0000000000000ul)), x, y);
}

/* --- sin, cos: x = n pi/2 + r. f32 beyond 12288 is reduced in double, beyond 2^28 it is for libm, as
   f64 is beyond 2^20 --- */

/* pi/2 in three floats, of which the second has 10 bits: its products with n are exact, and so are
   the differences from them where much cancels. `lost` is what r lost by being one float. The sine
   is r + (lost (1 - r r/2) + u (c + z p)), u = z r, the cosine (1 - r r/2) + (u (c + z p) - lost r),
   u = z z, z = r r; halves of squares are made of r itself, and c is not rounded into p, which is
   what keeps both below 0.7 units. */
SCALAR_FN float sine_f32(float x, unsigned quarter)
{
    float t = FMA32(x, 0x1.45f306p-1f, ROUND32), n = t - ROUND32;
    float first = FMA32(n, -0x1.921fb6p+0f, x), r = FMA32(n, 0x1.778p-25f, first);
    float lost = FMA32(n, -0x1.68c234p-39f, FMA32(n, 0x1.778p-25f, first - r));
    unsigned q = BITS_U32(t) + quarter;
    int odd = (q & 1) != 0;
    float z = r * r, h = -0.5f * r, u = z * pick_f32(odd, z, r);
    float most = FMA32(h, r, 1.0f), rest = FMA32(h, r, 1.0f - most);
    float p = FMA32(pick_f32(odd, 0x1.99e3dep-16f, -0x1.994c56p-13f), z,
                    pick_f32(odd, -0x1.6c0c18p-10f, 0x1.11075ep-7f));
    float c = pick_f32(odd, 0x1.55554ap-5f, -0x1.555546p-3f);
    float more = FMA32(pick_f32(odd, -r, most), lost, pick_f32(odd, rest, 0.0f));
    float small = FMA32(u, c, FMA32(u * z, p, more));
    float y = pick_f32(odd, most, r) + small;
    return F32_BITS(BITS_U32(y) ^ (q & 2) << 30);
}

SCALAR_FN double sin_part_f32(double z, double r)
{
    double p = POLY64_3(z, -0x1.9ac6fbcca5f6cp-13, 0x1.110c23a42d3f1p-7, -0x1.555552a083263p-3);
    return FMA64(p * z, r, r);
}

SCALAR_FN double cos_part_f32(double z)
{
    double p = POLY64_3(z, 0x1.9bd670a50ba0cp-16, -0x1.6c12ceea84a52p-10, 0x1.5555543fd0b8fp-5);
    return FMA64(p * z, z, FMA64(-0.5, z, 1.0));
}

SCALAR_FN float far_sine_f32(float x, unsigned long quarter)
{
    double w = x, t = FMA64(w, 0x1.45f306dc9c883p-1, ROUND64), n = t - ROUND64;
    double r = FMA64(n, -0x1.921fb54442d18p+0, w);
    r = FMA64(n, -0x1.1a62633145c07p-54, r);
    unsigned long q = BITS_U64(t) + quarter;
    double z = r * r, y = pick_f64((q & 1) != 0, cos_part_f32(z), sin_part_f32(z, r));
    return (float)pick_f64((q & 2) != 0, -y, y);
}

SCALAR_FN float sin_f32(float x) { return pick_f32(x == 0, x, sine_f32(x, 0)); }
SCALAR_FN float cos_f32(float x) { return sine_f32(x, 1); }
SCALAR_FN unsigned char rare_sin_f32(float x) { return !(ABS32(x) < 12288.0f); }
SCALAR_FN unsigned char rare_cos_f32(float x) { return !(ABS32(x) < 12288.0f); }
SCALAR_FN float slow_sin_f32(float x) { return far_sine_f32(x, 0); }
SCALAR_FN float slow_cos_f32(float x) { return far_sine_f32(x, 1); }
SCALAR_FN unsigned char rare_slow_sin_f32(float x) { return !(ABS32(x) < 0x1p28f); }
SCALAR_FN unsigned char rare_slow_cos_f32(float x) { return !(ABS32(x) < 0x1p28f); }
SCALAR_FN float slow_slow_sin_f32(float x) { return (float)LIBM1(sin)((double)x); }
SCALAR_FN float slow_slow_cos_f32(float x) { return (float)LIBM1(cos)((double)x); }

/* tail: what r lost by being one double. */
SCALAR_FN double sin_part_f64(double z, double r, double tail)
{
    double p = POLY64_6(z, -0x1.ab161757f0c63p-41, 0x1.61217c1864fa1p-33, -0x1.ae64540f0ba18p-26,
        0x1.71de3a545e700p-19, -0x1.a01a01a019926p-13, 0x1.1111111111110p-7);
    double s = z * r;
    return r - (z * FMA64(-s, p, 0.5 * tail) - tail + s * 0x1.5555555555555p-3);
}

SCALAR_FN double cos_part_f64(double z, double r, double tail)
{
    double p = POLY64_7(z, 0x1.ab76cf6e9b365p-45, -0x1.9394b76d1f265p-37, 0x1.1eed8de9ef73ep-29,
        -0x1.27e4fb7711e1dp-22, 0x1.a01a01a019d02p-16, -0x1.6c16c16c16c16p-10,
        0x1.5555555555555p-5);
    double h = 0.5 * z, w = 1.0 - h;
    return w + (((1.0 - w) - h) + (z * (z * p) - r * tail));
}

SCALAR_FN double sine_f64(double x, unsigned long quarter)
{
    double t = FMA64(x, 0x1.45f306dc9c883p-1, ROUND64), n = t - ROUND64;
    /* pi/2 in three doubles; what each product and sum loses is carried along */
    double p = n * 0x1.921fb54442d18p+0, lost_p = FMA64(n, 0x1.921fb54442d18p+0, -p);
    double s = x - p, a = s - lost_p, lost_a = (s - a) - lost_p;
    double m = n * 0x1.1a62633145c07p-54, lost_m = FMA64(n, 0x1.1a62633145c07p-54, -m);
    double r = a - m, lost_r = (a - r) - m;
    double tail = lost_r + (lost_a - FMA64(n, -0x1.f1976b7ed8fbcp-110, lost_m));
    unsigned long q = BITS_U64(t) + quarter;
    double z = r * r;
    double y = pick_f64((q & 1) != 0, cos_part_f64(z, r, tail), sin_part_f64(z, r, tail));
    return pick_f64((q & 2) != 0, -y, y);
}

SCALAR_FN double sin_f64(double x) { return pick_f64(x == 0, x, sine_f64(x, 0)); }
SCALAR_FN double cos_f64(double x) { return sine_f64(x, 1); }
SCALAR_FN unsigned char rare_sin_f64(double x) { return !(ABS64(x) < 0x1p20); }
SCALAR_FN unsigned char rare_cos_f64(double x) { return !(ABS64(x) < 0x1p20); }
SCALAR_FN double slow_sin_f64(double x) { return LIBM1(sin)(x); }
SCALAR_FN double slow_cos_f64(double x) { return LIBM1(cos)(x); }

/* --- tanh, sigmoid, erf --- */

/* Sixteen pieces of 0 .. 11: of length 1/4 up to 1, then 1/2 up to 3, 1 up to 7, and 2. A piece has a
   point near its middle at which the function is, for once, nearly a float; around it a polynomial.
   The piece's number is in the bits of x + 1. The first piece adds to x instead. */
SCALAR_TABLE(float, tanh_at, 16) = {0x1.3d9f90p+0f, 0x1.c19942p+0f, 0x1.20093ep+1f, 0x1.607caep+1f,
    0x1.bf47dcp+1f, 0x1.1fcb9ap+2f, 0x1.60e460p+2f, 0x1.a05bd0p+2f, 0x1.fe2592p+2f, 0, 0, 0, 0,
    0x1.81fe2ep-2f, 0x1.4119fap-1f, 0x1.c09bc0p-1f};
SCALAR_TABLE(float, tanh_0, 16) = {0x1.b0fa4ep-1f, 0x1.e25896p-1f, 0x1.f4c172p-1f, 0x1.fbdd18p-1f,
    0x1.ff0e7ap-1f, 0x1.ffdf72p-1f, 0x1.fffbbep-1f, 0x1.ffff6ap-1f, 0x1.fffff8p-1f, 0x1.000000p+0f,
    0x1.000000p+0f, 0x1.000000p+0f, 0, 0x1.70b198p-2f, 0x1.1cb782p-1f, 0x1.68b4d4p-1f};
SCALAR_TABLE(float, tanh_1, 16) = {0x1.23b23cp-2f, 0x1.ccb924p-4f, 0x1.63de42p-5f, 0x1.07a842p-6f,
    0x1.e29c78p-9f, 0x1.04692cp-11f, 0x1.108066p-14f, 0x1.2c003ap-17f, 0x1.00763ep-21f, 0, 0, 0,
    0x1.8bc476p-28f, 0x1.bda01ep-1f, 0x1.61ac2ap-1f, 0x1.01e176p-1f};
SCALAR_TABLE(float, tanh_2, 16) = {-0x1.ed5a2cp-3f, -0x1.b209f0p-4f, -0x1.5c0d80p-5f,
    -0x1.0586fep-6f, -0x1.e1b67ep-9f, -0x1.045774p-11f, -0x1.107e4ap-14f, -0x1.2be8d2p-17f,
    -0x1.005d62p-21f, 0, 0, 0, -0x1.b07420p-20f, -0x1.40e5a6p-2f, -0x1.89588ap-2f, -0x1.6b5b38p-2f};
SCALAR_TABLE(float, tanh_3, 16) = {0x1.bd8c5ep-4f, 0x1.feb4b0p-5f, 0x1.bb9414p-6f, 0x1.570ba6p-7f,
    0x1.3fa878p-9f, 0x1.5a95c2p-12f, 0x1.6ae7f0p-15f, 0x1.8f8b18p-18f, 0x1.4f4ed6p-22f, 0, 0, 0,
    -0x1.554198p-2f, -0x1.6b17dep-3f, -0x1.10da82p-6f, 0x1.5040d6p-4f};
SCALAR_TABLE(float, tanh_4, 16) = {-0x1.7dfec0p-7f, -0x1.7f9578p-6f, -0x1.939d4ap-7f,
    -0x1.4bd906p-8f, -0x1.3d8850p-10f, -0x1.5a7388p-13f, -0x1.6ab046p-16f, -0x1.925fe0p-19f,
    -0x1.51fbacp-23f, 0, 0, 0, -0x1.5475a4p-10f, 0x1.58a774p-3f, 0x1.193942p-3f, 0x1.ef3894p-5f};
SCALAR_TABLE(float, tanh_5, 16) = {-0x1.506f62p-6f, 0x1.d2a55cp-9f, 0x1.048b8ap-8f,
    0x1.f2b0bcp-10f, 0x1.03e106p-11f, 0x1.204d80p-14f, 0x1.2eca34p-17f, 0x1.4dcd44p-20f,
    0x1.41731cp-24f, 0, 0, 0, 0x1.26005ap-3f, 0x1.2a1f56p-6f, -0x1.bfb104p-5f, -0x1.dede78p-5f};
SCALAR_TABLE(float, tanh_6, 16) = {0x1.f096c0p-7f, 0x1.0fd338p-9f, -0x1.78d068p-11f,
    -0x1.1e6812p-11f, -0x1.49f6cep-13f, -0x1.79ee40p-16f, -0x1.998c28p-19f, -0x1.8a230cp-22f,
    -0x1.984f42p-26f, 0, 0, 0, -0x1.34a12cp-5f, -0x1.1a87b0p-4f, -0x1.8ebbfcp-6f, 0x1.a40880p-7f};

SCALAR_FN float tanh_f32(float x)
{
    float a = ABS32(x) > 10.0f ? 10.0f : ABS32(x), place = a + 1.0f;
    unsigned i = BITS_U32(place) >> 21 & 15;
    float t = a - tanh_at[i];
    float p = POLY32_6(t, tanh_6[i], tanh_5[i], tanh_4[i], tanh_3[i], tanh_2[i], tanh_1[i]);
    return COPYSIGN32(FMA32(p, t, pick_f32(place < 1.25f, a, tanh_0[i])), x);
}

SCALAR_FN double tanh_f64(double x)
{
    double a = ABS64(x), z = x * x;
    double p = POLY64_11(z, -0x1.21522c06d082ap-16, 0x1.4ddd5fb800f82p-14, -0x1.e3f90249802dbp-13,
        0x1.33fc7f7473d21p-11, -0x1.7d80275a99754p-10, 0x1.d6d17faac7499p-9,
        -0x1.226e29216080bp-7, 0x1.664f4836ffb5ep-6, -0x1.ba1ba1b92a52cp-5, 0x1.11111111107acp-3,
        -0x1.5555555555553p-2);
    double near = FMA64(p * z, x, x);
    Pair64 e = exp_pair_f64(a > 20.0 ? 40.0 : 2.0 * a);
    double d = e.high + 1.0, lost = ((e.high - d) + 1.0) + e.low, r = 1.0 / d;
    double n = e.high - 1.0, more = ((e.high - n) - 1.0) + e.low, q = n * r;
    double far = FMA64(FMA64(-q, d, n) + FMA64(-q, lost, more), r, q);
    double y = pick_f64(a < 0.625, near, COPYSIGN64(far, x));
    return pick_f64(x != x, x, y);
}

/* 1 / (1 + e) or e / (1 + e) of e = e^-|x|: the quotient, and what is left of the dividend. */
SCALAR_FN float sigmoid_f32(float x)
{
    float a = -ABS32(x);
    Pair32 e = exp_pair_f32(a < -110.0f ? -110.0f : a);
    float d = 1.0f + e.high, lost = ((1.0f - d) + e.high) + e.low, r = 1.0f / d;
    float n = pick_f32(x >= 0, 1.0f, e.high), q = n * r;
    float left = FMA32(-q, d, n) + FMA32(-q, lost, pick_f32(x >= 0, 0.0f, e.low));
    return FMA32(left, r, q);
}

SCALAR_FN double sigmoid_f64(double x)
{
    double a = -ABS64(x);
    Pair64 e = exp_pair_f64(a < -750.0 ? -750.0 : a);
    double d = 1.0 + e.high, lost = ((1.0 - d) + e.high) + e.low, r = 1.0 / d;
    double n = pick_f64(x >= 0, 1.0, e.high), q = n * r;
    double left = FMA64(-q, d, n) + FMA64(-q, lost, pick_f64(x >= 0, 0.0, e.low));
    return FMA64(left, r, q);
}

/* The same pieces. */
SCALAR_TABLE(float, erf_at, 16) = {0x1.3f80f6p+0f, 0x1.bfd55cp+0f, 0x1.206e94p+1f, 0x1.6094f2p+1f,
    0x1.c0abfcp+1f, 0, 0, 0, 0, 0, 0, 0, 0, 0x1.825e7ep-2f, 0x1.422bcap-1f, 0x1.bf8426p-1f};
SCALAR_TABLE(float, erf_0, 16) = {0x1.d84a20p-1f, 0x1.f92886p-1f, 0x1.ff436ap-1f, 0x1.fff328p-1f,
    0x1.ffffe8p-1f, 0x1.000000p+0f, 0x1.000000p+0f, 0x1.000000p+0f, 0x1.000000p+0f, 0x1.000000p+0f,
    0x1.000000p+0f, 0x1.000000p+0f, 0, 0x1.a022e2p-2f, 0x1.40c0a6p-1f, 0x1.91313ep-1f};
SCALAR_TABLE(float, erf_1, 16) = {0x1.e6bf2ep-3f, 0x1.b15122p-5f, 0x1.cd04a8p-8f, 0x1.2bcaa6p-11f,
    0x1.64b0eep-18f, 0, 0, 0, 0, 0, 0, 0, 0x1.06eba8p-3f, 0x1.f51158p-1f, 0x1.84d698p-1f,
    0x1.0d1d26p-1f};
SCALAR_TABLE(float, erf_2, 16) = {-0x1.2fbec0p-2f, -0x1.7b032cp-4f, -0x1.03b612p-6f,
    -0x1.9ce3eap-10f, -0x1.347d7ep-16f, 0, 0, 0, 0, 0, 0, 0, -0x1.d4c078p-21f, -0x1.7a1e8cp-2f,
    -0x1.e9586cp-2f, -0x1.d670d6p-2f};
SCALAR_TABLE(float, erf_3, 16) = {0x1.572e52p-3f, 0x1.71e178p-4f, 0x1.5fc5eap-6f, 0x1.61d60ap-9f,
    0x1.39daf0p-15f, 0, 0, 0, 0, 0, 0, 0, -0x1.811ca4p-2f, -0x1.dddcacp-3f, -0x1.af9c2ap-5f,
    0x1.7adb32p-4f};
SCALAR_TABLE(float, erf_4, 16) = {-0x1.740ed0p-8f, -0x1.8a3f4ap-5f, -0x1.35d124p-6f,
    -0x1.a2aa9ep-9f, -0x1.0602ecp-14f, 0, 0, 0, 0, 0, 0, 0, -0x1.6bcc82p-11f, 0x1.5637d0p-3f,
    0x1.682d8ep-3f, 0x1.cdb8f8p-4f};
SCALAR_TABLE(float, erf_5, 16) = {-0x1.81272ap-5f, 0x1.84e238p-8f, 0x1.58e07ep-7f, 0x1.6c6dc6p-9f,
    0x1.bfbfb2p-14f, 0, 0, 0, 0, 0, 0, 0, 0x1.e446e0p-4f, 0x1.6daae8p-5f, -0x1.cc132ap-6f,
    -0x1.10fd86p-4f};
SCALAR_TABLE(float, erf_6, 16) = {0x1.5157d8p-6f, 0x1.28e24cp-7f, -0x1.6ce1f8p-9f,
    -0x1.b4d0b4p-10f, -0x1.8d1ba0p-14f, 0, 0, 0, 0, 0, 0, 0, -0x1.3f30b4p-6f, -0x1.96f7acp-5f,
    -0x1.4f900ap-5f, -0x1.65b830p-7f};

SCALAR_FN float erf_f32(float x)
{
    float a = ABS32(x) > 5.0f ? 5.0f : ABS32(x), place = a + 1.0f;
    unsigned i = BITS_U32(place) >> 21 & 15;
    float t = a - erf_at[i];
    float p = POLY32_6(t, erf_6[i], erf_5[i], erf_4[i], erf_3[i], erf_2[i], erf_1[i]);
    return COPYSIGN32(FMA32(p, t, pick_f32(place < 1.25f, a, erf_0[i])), x);
}

/* erf_inv: x p(w), w = -log(1 - x^2); polynomials in w below 6 and in its root above. */
SCALAR_FN float erf_inv_f32(float x)
{
    float w = -log_f32(FMA32(-x, x, 1.0f));
    double u = (double)w - 3.0, v = (double)SQRT32(w) - 3.25;
    double p = FMA64(POLY64_11(u, 0x1.36ce838b4bf58p-35, 0x1.7594e27866f96p-31, -0x1.b13f0c24f54a5p-28,
                               -0x1.4f6de7b7d3207p-26, 0x1.e9028713ad4f2p-22, -0x1.da409b446373bp-20, -0x1.ab490cc50863ap-17,
                               0x1.992736e774519p-13, -0x1.b663104322466p-11, -0x1.780e686ae719ap-8, 0x1.eedbea7ca1615p-3), u, 0x1.9fa072fbd7632p+0);
    double q = POLY64_10(v, 0x1.231f714169791p-14, -0x1.b381182f95ff6p-15, -0x1.68f4368ef4450p-12,
                         0x1.05fb9d5f0a5dbp-10, -0x1.bc3ee55ed8deep-10, 0x1.4502d6a9e8091p-9, -0x1.eb88478acfa7bp-9,
                         0x1.600f1eade9f23p-8, 0x1.0158a6137cbbcp+0, 0x1.8abcc35e65a5dp+1);
    float y = (float)((double)x * pick_f64(w < 6.0f, p, q));
    return pick_f32(ABS32(x) == 1.0f, x * F32_BITS(0x7f800000u), y);
}
F64(erf_inv) { return LIBM1(erf_inv)(x); }

/* --- pow in f32 by log and exp in double; what is not plain is rare --- */

SCALAR_FN float pow_f32(float x, float y) { return (float)exp_f64((double)y * log_f64((double)ABS32(x))); }
SCALAR_FN unsigned char rare_pow_f32(float x, float y)
{
    return !((x > 0x1p-126f) & (x < 0x1p127f) & (ABS32(y) < 0x1p20f));
}
SCALAR_FN float slow_pow_f32(float x, float y) { return (float)LIBM2(float_pow)((double)x, (double)y); }
SCALAR_FN double pow_f64(double x, double y) { return LIBM2(float_pow)(x, y); }

/* --- roots and rounding --- */

F32(sqrt) { return SQRT32(x); }
F64(sqrt) { return SQRT64(x); }
F32(rsqrt) { return (float)(1.0 / SQRT64((double)x)); }
F64(rsqrt)
{
    double y = 1.0 / SQRT64(x), h = x * y, lost = FMA64(x, y, -h);
    double off = FMA64(-h, y, 1.0) - lost * y; /* NaN where x is 0 or infinite */
    return pick_f64(off == off, FMA64(0.5 * y, off, y), y);
}
F32(floor) { return FLOOR32(x); }
F64(floor) { return FLOOR64(x); }
F32(ceil) { return CEIL32(x); }
F64(ceil) { return CEIL64(x); }
F32(round)
{
    float t = TRUNC32(x), d = ABS32(x - t);
    return (d >= 0.5f ? t + COPYSIGN32(1.0f, x) : t) + 0.0f;
}
F64(round)
{
    double t = TRUNC64(x), d = ABS64(x - t);
    return (d >= 0.5 ? t + COPYSIGN64(1.0, x) : t) + 0.0;
}

/* --- by the accurate functions of doubles, element by element --- */

#define BY_LIBM1(name)                                                                             \
    F32(name) { return (float)LIBM1(name)((double)x); }                                            \
    F64(name) { return LIBM1(name)(x); }
BY_LIBM1(expm1)
BY_LIBM1(log1p)
BY_LIBM1(tan)
BY_LIBM1(cosh)
BY_LIBM1(sinh)
BY_LIBM1(acos)
BY_LIBM1(asin)
BY_LIBM1(atan)
BY_LIBM1(acosh)
BY_LIBM1(asinh)
BY_LIBM1(atanh)
BY_LIBM1(erfc)
F64(erf) { return LIBM1(erf)(x); }
F32(cbrt) { return (float)LIBM1(cbrt)((double)x); }

/* One step of Newton's, with y^3 as a sum of two. */
F64(cbrt)
{
    int tiny = ABS64(x) < 0x1p-600;
    double v = tiny ? x * 0x1p300 : x, y = LIBM1(cbrt)(v);
    double square = y * y, lost = FMA64(y, y, -square), cube = square * y;
    double off = (cube - v) + (FMA64(square, y, -cube) + lost * y), better = y - off / (3.0 * square);
    y = pick_f64(ABS64(off) < ABS64(v), better, y); /* not where it is 0 or infinite */
    return tiny ? y * 0x1p-100 : y;
}

#define BY_LIBM2(name, function)                                                                   \
    SCALAR_FN float name##_f32(float x, float y) { return (float)LIBM2(function)((double)x, (double)y); } \
    SCALAR_FN double name##_f64(double x, double y) { return LIBM2(function)(x, y); }
BY_LIBM2(atan2, atan2)
BY_LIBM2(remainder, fmod)

/* --- floats, the rest --- */

#define FLOATS(t, T, ABS)                                                                          \
    SCALAR_FN T negate_##t(T x) { return -x; }                                                     \
    SCALAR_FN T sign_##t(T x) { return x > 0 ? (T)1 : x < 0 ? (T)-1 : x; }                         \
    SCALAR_FN T abs_##t(T x) { return ABS(x); }                                                    \
    SCALAR_FN T conjugate_##t(T x) { return x; }                                                   \
    SCALAR_FN T real_##t(T x) { return x; }                                                        \
    SCALAR_FN T imag_##t(T x) { (void)x; return 0; }                                               \
    SCALAR_FN unsigned char is_nan_##t(T x) { return x != x; }                                     \
    SCALAR_FN unsigned char is_infinity_##t(T x) { return ABS(x) == (T)INFINITY; }                 \
    SCALAR_FN T add_##t(T x, T y) { return x + y; }                                                \
    SCALAR_FN T subtract_##t(T x, T y) { return x - y; }                                           \
    SCALAR_FN T multiply_##t(T x, T y) { return x * y; }                                           \
    SCALAR_FN T divide_##t(T x, T y) { return x / y; }                                             \
    SCALAR_FN T max_##t(T x, T y) { T most = y > x ? y : x; return y != y ? y + y : most;   }            \
    SCALAR_FN T min_##t(T x, T y) { T most = y < x ? y : x; return y != y ? y + y : most;   }            \
    SCALAR_FN T clip_##t(T x, T y, T z)                                                            \
    {                                                                                              \
        T v = x >= y || x != x ? x : y;                                                            \
        return v <= z || v != v ? v : z;                                                           \
    }
FLOATS(f32, float, ABS32)
FLOATS(f64, double, ABS64)

/* x / d where `by`, which is 1 / d, is known: Markstein's step from x by. What is left of x, with its
   sign turned so that zeros keep theirs, is exact, and the result rounded as x / d is, for x from LEAST
   on (or 0) and d from 1 to MOST. Where x is infinite, a number stands for what is left, a NaN. */
#define DIVIDE_BY(t, T, U, BITS, FMA, LEAST, MOST, MUCH)                                           \
    SCALAR_FN T divide_by_##t(T x, T d, T by)                                                      \
    {                                                                                              \
        T q = x * by, left = FMA(q, d, -x);                                                        \
        return FMA(left < MUCH ? left : MUCH, -by, q);                                             \
    }                                                                                              \
    SCALAR_FN unsigned char rare_divide_by_##t(T x, T d, T by)                                     \
    {   /* twice the bits of x go on from those of LEAST around to 0; those here are odd */          \
        U below = 2 * BITS(LEAST) - 1;                                                             \
        return (void)by, 2 * BITS(x) - below >= (((d >= 1) & (d <= MOST)) ? 1 - below : 1);         \
    }                                                                                              \
    SCALAR_FN T slow_divide_by_##t(T x, T d, T by) { return (void)by, x / d; }
DIVIDE_BY(f32, float, unsigned, BITS_U32, FMA32, 0x1p-90f, 0x1p36f, 0x1p120f)
DIVIDE_BY(f64, double, unsigned long, BITS_U64, FMA64, 0x1p-900, 0x1p100, 0x1p1000)

#define COMPARE(t, T)                                                                              \
    SCALAR_FN unsigned char equal_##t(T x, T y) { return x == y; }                                 \
    SCALAR_FN unsigned char not_equal_##t(T x, T y) { return x != y; }                             \
    SCALAR_FN unsigned char greater_##t(T x, T y) { return x > y; }                                \
    SCALAR_FN unsigned char less_##t(T x, T y) { return x < y; }                                   \
    SCALAR_FN unsigned char greater_equal_##t(T x, T y) { return x >= y; }                         \
    SCALAR_FN unsigned char less_equal_##t(T x, T y) { return x <= y; }                            \
    SCALAR_FN unsigned char logical_and_##t(T x, T y) { return (x != 0) & (y != 0); }              \
    SCALAR_FN unsigned char logical_or_##t(T x, T y) { return (x != 0) | (y != 0); }               \
    SCALAR_FN unsigned char logical_xor_##t(T x, T y) { return (x != 0) ^ (y != 0); }

/* --- integers: U the unsigned type of T's width --- */

#define INTEGERS(t, T, U, BITS)                                                                    \
    COMPARE(t, T)                                                                                  \
    SCALAR_FN T floor_##t(T x) { return x; }                                                       \
    SCALAR_FN T ceil_##t(T x) { return x; }                                                        \
    SCALAR_FN T round_##t(T x) { return x; }                                                       \
    SCALAR_FN T negate_##t(T x) { return (T)(0 - (U)x); }                                          \
    SCALAR_FN T sign_##t(T x) { return (T)((x > 0) - (x < 0)); }                                   \
    SCALAR_FN T abs_##t(T x) { return x < 0 ? (T)(0 - (U)x) : x; }                                 \
    SCALAR_FN T conjugate_##t(T x) { return x; }                                                   \
    SCALAR_FN T real_##t(T x) { return x; }                                                        \
    SCALAR_FN T imag_##t(T x) { (void)x; return 0; }                                               \
    SCALAR_FN unsigned char is_nan_##t(T x) { (void)x; return 0; }                                 \
    SCALAR_FN unsigned char is_infinity_##t(T x) { (void)x; return 0; }                            \
    SCALAR_FN T bitwise_not_##t(T x) { return (T)~x; }                                             \
    SCALAR_FN T population_count_##t(T x) { return (T)POPCOUNT64((unsigned long)(U)x); }           \
    SCALAR_FN T count_leading_zeros_##t(T x)                                                       \
    {                                                                                              \
        return x == 0 ? (T)BITS : (T)(CLZ64((unsigned long)(U)x | 1ul) - (64 - BITS) +             \
                                      ((U)x == 0));                                                \
    }                                                                                              \
    SCALAR_FN T add_##t(T x, T y) { return (T)((U)x + (U)y); }                                     \
    SCALAR_FN T subtract_##t(T x, T y) { return (T)((U)x - (U)y); }                                \
    SCALAR_FN T multiply_##t(T x, T y) { return (T)((unsigned long)x * (unsigned long)y); }        \
    SCALAR_FN T max_##t(T x, T y) { return x > y ? x : y; }                                        \
    SCALAR_FN T min_##t(T x, T y) { return x < y ? x : y; }                                        \
    SCALAR_FN T bitwise_and_##t(T x, T y) { return x & y; }                                        \
    SCALAR_FN T bitwise_or_##t(T x, T y) { return x | y; }                                         \
    SCALAR_FN T bitwise_xor_##t(T x, T y) { return x ^ y; }                                        \
    SCALAR_FN T left_shift_##t(T x, T y)                                                           \
    {                                                                                              \
        return (U)y < BITS ? (T)((unsigned long)x << ((U)y & (BITS - 1))) : (T)0;                  \
    }                                                                                              \
    SCALAR_FN T right_shift_##t(T x, T y)                                                          \
    {                                                                                              \
        return (U)y < BITS ? (T)(x >> ((U)y & (BITS - 1))) : x < 0 ? (T)-1 : (T)0;                 \
    }                                                                                              \
    SCALAR_FN T pow_##t(T x, T y)                                                                  \
    {                                                                                              \
        unsigned long r = 1, p = (unsigned long)x;                                                 \
        for (U n = y < 0 ? 0 : (U)y; n != 0; n >>= 1, p *= p)                                      \
            r *= n & 1 ? p : 1;                                                                    \
        return y < 0 ? (T)0 : (T)r;                                                                \
    }                                                                                              \
    SCALAR_FN T clip_##t(T x, T y, T z)                                                            \
    {                                                                                              \
        T v = x > y ? x : y;                                                                       \
        return v < z ? v : z;                                                                      \
    }

#define UNSIGNED(t, T, BITS)                                                                       \
    INTEGERS(t, T, T, BITS)                                                                        \
    SCALAR_FN T quotient_##t(T x, T y) { return y == 0 ? (T)-1 : (T)(x / (y == 0 ? 1 : y)); }      \
    SCALAR_FN T remainder_##t(T x, T y) { return y == 0 ? x : (T)(x % (y == 0 ? 1 : y)); }

/* -1 is divided by as the negation it is. */
#define SIGNED(t, T, U, BITS)                                                                      \
    INTEGERS(t, T, U, BITS)                                                                        \
    SCALAR_FN T quotient_##t(T x, T y)                                                             \
    {                                                                                              \
        T safe = y == 0 || y == -1 ? (T)1 : y, q = (T)(x / safe);                                  \
        return y == 0 ? (T)-1 : y == -1 ? (T)(0 - (U)x) : q;                                       \
    }                                                                                              \
    SCALAR_FN T remainder_##t(T x, T y)                                                            \
    {                                                                                              \
        T safe = y == 0 || y == -1 ? (T)1 : y, r = (T)(x % safe);                                  \
        return y == 0 ? x : y == -1 ? (T)0 : r;                                                    \
    }

UNSIGNED(u8, unsigned char, 8)
UNSIGNED(u16, unsigned short, 16)
UNSIGNED(u32, unsigned int, 32)
UNSIGNED(u64, unsigned long, 64)
SIGNED(s8, signed char, unsigned char, 8)
SIGNED(s16, short, unsigned short, 16)
SIGNED(s32, int, unsigned int, 32)
SIGNED(s64, long, unsigned long, 64)
COMPARE(f32, float)
COMPARE(f64, double)

/* --- Threefry-2x32, 20 rounds; operands and result are two words, the first one high --- */

SCALAR_FN unsigned turn_u32(unsigned x, unsigned by) { return x << by | x >> (32 - by); }

SCALAR_FN unsigned long threefry2x32_u64(unsigned long key, unsigned long counter)
{
    unsigned k0 = (unsigned)(key >> 32), k1 = (unsigned)key, k2 = 0x1BD11BDAu ^ k0 ^ k1;
    unsigned a = (unsigned)(counter >> 32) + k0, b = (unsigned)counter + k1;
#define ROUND(by) a += b, b = turn_u32(b, by) ^ a
#define FIRST ROUND(13), ROUND(15), ROUND(26), ROUND(6)
#define SECOND ROUND(17), ROUND(29), ROUND(16), ROUND(24)
    FIRST, a += k1, b += k2 + 1;
    SECOND, a += k2, b += k0 + 2;
    FIRST, a += k0, b += k1 + 3;
    SECOND, a += k1, b += k2 + 4;
    FIRST, a += k2, b += k0 + 5;
    return (unsigned long)a << 32 | b;
}

/* --- floats to integers: truncated and wrapped when finite, infinities saturate, NaN is 0 --- */

SCALAR_FN unsigned long wrapped_f64(double x)
{
    double a = ABS64(x);
    unsigned long bits = BITS_U64(a), high = bits >> 52, fraction = (bits & 0xffffffffffffful) | 0x10000000000000ul;
    unsigned long big = high < 1075 + 64 ? fraction << ((high - 1075) & 63) : 0;
    unsigned long whole = (unsigned long)(long)(a < 0x1p63 ? a : 0.0);
    unsigned long magnitude = a < 0x1p63 ? whole : big;
    return x < 0 ? 0 - magnitude : magnitude;
}

#define TO_INTEGER(t, T, LOW, HIGH)                                                                \
    SCALAR_FN T to_##t##_f64(double x)                                                             \
    {                                                                                              \
        T y = (T)wrapped_f64(x);                                                                   \
        y = x == INFINITY ? (T)HIGH : x == -INFINITY ? (T)LOW : y;                                 \
        return x != x ? (T)0 : y;                                                                  \
    }
TO_INTEGER(u8, unsigned char, 0, 255)
TO_INTEGER(u16, unsigned short, 0, 65535)
TO_INTEGER(u32, unsigned int, 0, 4294967295u)
TO_INTEGER(u64, unsigned long, 0, 18446744073709551615ul)
TO_INTEGER(s8, signed char, -128, 127)
TO_INTEGER(s16, short, -32768, 32767)
TO_INTEGER(s32, int, -2147483647 - 1, 2147483647)
TO_INTEGER(s64, long, -9223372036854775807l - 1, 9223372036854775807l)

/* --- narrow floats: their codes and f32 --- */

SCALAR_FN float from_bf16(unsigned short code) { return F32_BITS((unsigned)code << 16); }

SCALAR_FN unsigned short to_bf16(float x)
{
    unsigned bits = BITS_U32(x);
    unsigned y = (bits + 0x7fffu + (bits >> 16 & 1)) >> 16;
    return x != x ? (unsigned short)0x7fc0 : (unsigned short)y;
}

/* A format with `fraction` stored bits and an exponent bias; codes of normal numbers are the top bits
   of the float, subnormal ones come from adding a power of two. */
SCALAR_FN unsigned narrowed(float x, unsigned fraction, unsigned bias, unsigned largest, unsigned nan, unsigned width)
{
    unsigned bits = BITS_U32(x), sign = bits >> 31, magnitude = bits & 0x7fffffffu;
    unsigned dropped = 23 - fraction;
    unsigned half = (1u << (dropped - 1)) - 1 + (magnitude >> dropped & 1);
    unsigned normal = ((magnitude + half) >> dropped) - ((127 - bias) << fraction);
    float magic = F32_BITS((127 + 1 - bias - fraction + 23) << 23);
    unsigned subnormal = BITS_U32(F32_BITS(magnitude) + magic) - BITS_U32(magic);
    unsigned code = F32_BITS(magnitude) < F32_BITS((128 - bias) << 23) ? subnormal : normal;
    code = code > largest || magnitude >= 0x7f800000u ? largest : code;
    code |= sign << (width - 1);
    return x != x ? nan : code;
}

SCALAR_FN float widened(unsigned code, unsigned fraction, unsigned bias, unsigned largest, int has_infinity, unsigned width)
{
    unsigned sign = code >> (width - 1), magnitude = code & ((1u << (width - 1)) - 1);
    float x = F32_BITS(magnitude << (23 - fraction)) * F32_BITS((254 - bias) << 23);
    x = has_infinity && magnitude == largest ? F32_BITS(0x7f800000u) : x;
    x = magnitude > largest ? F32_BITS(0x7fc00000u) : x;
    return F32_BITS(BITS_U32(x) | sign << 31);
}

SCALAR_FN float from_f8(unsigned char code) { return widened(code, 2, 15, 0x7c, 1, 8); }
SCALAR_FN unsigned char to_f8(float x) { return (unsigned char)narrowed(x, 2, 15, 0x7c, 0x7e, 8); }
SCALAR_FN float from_f8_e4m3fn(unsigned char code) { return widened(code, 3, 7, 0x7e, 0, 8); }
SCALAR_FN unsigned char to_f8_e4m3fn(float x) { return (unsigned char)narrowed(x, 3, 7, 0x7e, 0x7f, 8); }
SCALAR_FN float from_f16(unsigned short code) { return widened(code, 10, 15, 0x7c00, 1, 16); }
SCALAR_FN unsigned short to_f16(float x) { return (unsigned short)narrowed(x, 10, 15, 0x7c00, 0x7e00, 16); }
/* clang-format on */
