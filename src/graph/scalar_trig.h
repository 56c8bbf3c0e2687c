/* scalar_trig.h - part of scalar.h: sine and cosine. */

/* clang-format off */
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
/* clang-format on */
