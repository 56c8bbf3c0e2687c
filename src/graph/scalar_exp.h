/* scalar_exp.h - part of scalar.h: exponentials and logarithms, and what is made of them. */

/* clang-format off */
/* --- exp: x = n log 2 + r; 2^n in two factors, so that subnormal results come out --- */

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
/* clang-format on */
