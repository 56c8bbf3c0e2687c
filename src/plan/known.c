/* known.c - which nodes kernels know, and in which dtypes they compute them; see plan.h. What they
   know by its body alone, transform/decompose.def has. */
#include "plan/plan.h"

static bool is_plain(DType t)
{
    return !dtype_is_complex(t) && dtype_info[t].bits >= 8;
}

/* Regions may call the program, too, so they count. */
bool node_has_effect(const Node *n)
{
    return n->op == OP_runtime_call || n->nregions > 0;
}

static bool is_plain_reduction(const Node *n)
{
    return op_info[n->op].class_ == CLASS_REDUCE && n->nregions == 0 && n->op != OP_argmax &&
           n->op != OP_argmin;
}

bool node_is_reduction(const Node *n)
{
    bool combines = false; /* else it is a conversion */
    for (uint32_t i = 0; is_plain_reduction(n) && i < node_attr(n, ATTR_axes)->count; i++)
        combines =
            combines || node_type(n->args[0])->shape.dim[node_attr(n, ATTR_axes)->at[i]] != 1;
    return combines;
}

bool node_is_scan(const Node *n)
{
    return op_info[n->op].class_ == CLASS_SCAN && node_is_fusible(n) &&
           node_type(n)->shape.dim[node_int(n, ATTR_axis)] > 1;
}

/* An empty axis or more elements than offsets can count leave nothing to do well. */
static bool has_elements(const Type *t)
{
    int64_t size;
    return shape_size(&t->shape, &size) && size > 0 && size < INT64_MAX / 64;
}

bool node_is_plain(const Node *n)
{
    bool ok = true;
    for (int i = 0; i < n->ntypes; i++)
        ok = ok && is_plain(n->types[i].dtype) && has_elements(&n->types[i]);
    return ok;
}

bool node_is_filling(const Node *n)
{
    while (n->op == OP_broadcast || n->op == OP_reshape)
        n = n->args[0];
    return n->op == OP_constant || n->op == OP_iota;
}

/* A put_slice that is computed where it is used: at a place that is known, or of what there is no
   need to keep. Others are written over what lies there. */
static bool is_joined_put(const Node *n)
{
    bool is_fixed = true;
    if (n->op != OP_put_slice)
        return false;
    for (int i = 2; i < n->nargs; i++)
        is_fixed = is_fixed && n->args[i]->op == OP_constant;
    return is_fixed || node_is_filling(n->args[0]) || shape_count(&node_type(n)->shape) < LANES ||
           node_type(n->args[0])->dtype != node_type(n)->dtype;
}

bool node_is_scatter(const Node *n)
{
    bool ok = n->op == OP_indexed_add || n->op == OP_indexed_put || n->op == OP_put_slice;
    ok = ok && node_is_plain(n);
    for (int i = 0; i < n->nargs && ok; i++)
        ok = node_is_plain(n->args[i]);
    return ok && !is_joined_put(n);
}

/* Complex numbers lie in memory as pairs: kernels make them of parts and read parts of them. */
static bool is_of_parts(const Node *n)
{
    if (n->op == OP_complex)
        return !dtype_is_complex(node_type(n->args[0])->dtype) && node_is_plain(n->args[0]) &&
               node_is_plain(n->args[1]) && has_elements(node_type(n));
    bool is_same = n->op == OP_reshape && dtype_is_complex(node_type(n)->dtype);
    return (is_same || node_is_pair(n) || node_reads_part(n)) && has_elements(node_type(n));
}

bool node_is_pair(const Node *n)
{
    return n->op == OP_complex || (n->op == OP_constant && dtype_is_complex(node_type(n)->dtype));
}

bool node_reads_part(const Node *n)
{
    return (n->op == OP_real || n->op == OP_imag) && dtype_is_complex(node_type(n->args[0])->dtype);
}

static bool counts_bits(const Node *n)
{
    return n->op == OP_population_count || n->op == OP_count_leading_zeros;
}

/* Whether floats become numbers below a byte, infinities the ends of their dtype. */
static bool saturates_packed(const Node *n)
{
    DType t = node_type(n)->dtype;
    bool any = false;
    for (int i = 0; i < n->nargs; i++)
        any = any || dtype_is_float(node_type(n->args[i])->dtype);
    return any && dtype_is_packed(t) && dtype_info[t].class_ == DCLASS_s;
}

/* Whether the node means the same on numbers of a byte, rounded then. */
static bool is_for_packed(const Node *n)
{
    return n->op != OP_bitcast && !counts_bits(n) && !saturates_packed(n);
}

/* Reductions and scans write their results where they stand, so none that share a byte. */
static bool may_be_packed(const Node *n)
{
    OpClass k = op_info[n->op].class_;
    bool is_written = dtype_is_packed(node_type(n)->dtype);
    return is_for_packed(n) && k != CLASS_SCAN && !(is_written && k == CLASS_REDUCE);
}

bool node_is_for_bytes(const Node *n)
{
    bool ok = n->ntypes == 1 && n->nregions == 0 && n->nargs > 0 && node_has_packed(n) &&
              has_elements(node_type(n)) && n->op != OP_elem && n->op != OP_runtime_call;
    for (int i = 0; i < n->nargs; i++) /* of nothing the least number is that of the dtype */
        ok = ok && has_elements(node_type(n->args[i]));
    bool is_recast = n->op == OP_as_type || n->op == OP_bitcast;
    return ok && (is_recast || is_for_packed(n)) && !node_is_fusible(n);
}

bool node_is_fusible(const Node *n)
{
    if (is_of_parts(n))
        return true;
    if (n->ntypes == 1 && node_has_packed(n) && !may_be_packed(n))
        return false;
    OpClass k = op_info[n->op].class_;
    bool known = k == CLASS_MAP || k == CLASS_VIEW || n->op == OP_concatenate || n->op == OP_iota ||
                 is_joined_put(n) || n->op == OP_constant || n->op == OP_gather ||
                 is_plain_reduction(n) || k == CLASS_SCAN;
    known = known && (n->op != OP_concatenate || n->nargs <= MOST_JOINED);
    known = known && n->ntypes == 1 && !dtype_is_complex(node_type(n)->dtype) &&
            has_elements(node_type(n));
    if (known && n->op == OP_bitcast) /* codes of narrow floats are not at hand */
        known = compute_dtype(node_type(n->args[0])->dtype) == node_type(n->args[0])->dtype;
    for (int i = 0; known && i < n->nargs; i++)
        known =
            !dtype_is_complex(node_type(n->args[i])->dtype) && has_elements(node_type(n->args[i]));
    return known;
}

bool node_fills(const Node *n)
{
    bool ok = (n->op == OP_dot || n->op == OP_conv || node_is_join(n)) && node_is_plain(n);
    for (int i = 0; i < n->nargs && ok; i++)
        ok = node_is_plain(n->args[i]);
    return ok;
}

bool node_is_join(const Node *n)
{
    bool ok = n->op == OP_concatenate && n->nargs > MOST_JOINED && node_is_plain(n);
    for (int i = 0; i < n->nargs && ok; i++)
        ok = node_type(n->args[i])->dtype == node_type(n)->dtype && node_is_plain(n->args[i]);
    return ok;
}

/* Products of f32, f64 and integers in order have calls, or a body where they are small. */
static bool is_odd_dot(const Node *n)
{
    DType t = node_type(n)->dtype, a = node_type(n->args[0])->dtype,
          b = node_type(n->args[1])->dtype;
    if (!has_elements(node_type(n)) || !has_elements(node_type(n->args[0])))
        return false;
    if (dtype_is_integer(t) && !node_fills(n)) /* below a byte */
        return false;
    return (t != DTYPE_f32 && t != DTYPE_f64 && !dtype_is_integer(t)) || a != t || b != t ||
           dot_is_widened(n) || !dot_is_in_order(n, 0) || !dot_is_in_order(n, 1);
}

/* Of numbers that the routine does not know, but would in others. */
static bool is_odd_conv(const Node *n)
{
    DType t = node_type(n)->dtype;
    bool ok = has_elements(node_type(n));
    for (int i = 0; i < n->nargs; i++) {
        const Type *of = node_type(n->args[i]);
        bool is_known =
            dtype_is_integer(t) ? dtype_info[of->dtype].bits <= 16 : !dtype_is_integer(of->dtype);
        ok = ok && has_elements(of) && dtype_info[of->dtype].bits >= 8 && is_known;
    }
    return ok && t != DTYPE_f32 && t != DTYPE_f64;
}

static bool is_odd_transform(const Node *n)
{
    DType t = node_type(n->args[0])->dtype;
    return !dtype_is_complex(t) && t != DTYPE_f32 && t != DTYPE_f64 &&
           has_elements(node_type(n->args[0]));
}

/* Whether kernels do on the parts of complex numbers what n does: as exactly as the reference, so
   functions of c128 are none of it. */
static bool is_for_parts(const Node *n)
{
    bool has_complex = dtype_is_complex(node_type(n)->dtype), has_all = has_elements(node_type(n));
    for (int i = 0; i < n->nargs; i++) {
        has_complex = has_complex || dtype_is_complex(node_type(n->args[i])->dtype);
        has_all = has_all && has_elements(node_type(n->args[i]));
    }
    if (!has_complex || !has_all)
        return false;
    switch ((int)n->op) {
    case OP_add:
    case OP_subtract:
    case OP_multiply:
    case OP_negate:
    case OP_conjugate:
    case OP_abs:
    case OP_equal:
    case OP_not_equal:
    case OP_logical_and:
    case OP_logical_or:
    case OP_logical_xor:
    case OP_is_nan:
    case OP_is_infinity:
    case OP_all:
    case OP_any:
    case OP_as_type:
    case OP_select:
    case OP_transpose:
    case OP_reverse:
    case OP_broadcast:
    case OP_slice:
    case OP_pad:
    case OP_concatenate:
    case OP_put_slice:
    case OP_gather:
    case OP_indexed_add:
    case OP_indexed_put:
    case OP_sum:
    case OP_cumulative_sum:
    case OP_window_sum:
        return true;
    case OP_divide:
    case OP_exp:
    case OP_log:
    case OP_sin:
    case OP_cos:
    case OP_sqrt:
        return node_type(n)->dtype == DTYPE_c64;
    default: /* of an open set: by the reference */
        return false;
    }
}

bool kernels_lack(const Node *n)
{
    if (node_is_for_bytes(n) ||
        (counts_bits(n) && node_has_packed(n) && has_elements(node_type(n))))
        return true;
    if (n->op == OP_fft || n->op == OP_ifft)
        return is_odd_transform(n);
    if (n->op == OP_dot || n->op == OP_conv)
        return n->op == OP_dot ? is_odd_dot(n) : is_odd_conv(n);
    if (n->op == OP_reduce || n->op == OP_window_reduce)
        return node_is_plain(n) && node_is_plain(n->args[0]);
    bool is_window = n->op == OP_window_sum || n->op == OP_window_product ||
                     n->op == OP_window_max || n->op == OP_window_min ||
                     n->op == OP_window_argmax || n->op == OP_window_argmin;
    if (is_for_parts(n))
        return true;
    return (is_window || n->op == OP_argmax || n->op == OP_argmin) && node_is_plain(n) &&
           node_is_plain(n->args[0]);
}

DType compute_dtype(DType t)
{
    bool is_narrow = t == DTYPE_f8 || t == DTYPE_f8_e4m3fn || t == DTYPE_f16 || t == DTYPE_bf16;
    if (dtype_is_packed(t))
        return dtype_info[t].class_ == DCLASS_u ? DTYPE_u8 : DTYPE_s8;
    return is_narrow ? DTYPE_f32 : t;
}

DType scan_dtype(const Node *n)
{
    DType t = compute_dtype(node_type(n)->dtype);
    bool adds = n->op == OP_cumulative_sum || n->op == OP_cumulative_product;
    return adds && dtype_is_float(t) ? DTYPE_f64 : t;
}

DType operand_dtype(const Node *n)
{
    int first = n->op == OP_select ? 1 : 0;
    DType t = node_type(n->args[first])->dtype, own = node_type(n)->dtype;
    for (int i = first + 1; i < n->nargs; i++)
        t = dtype_merge(t, node_type(n->args[i])->dtype);
    if (!dtype_is_float(own) || !dtype_is_integer(t))
        return compute_dtype(t);
    return dtype_info[t].bits > 16 ? DTYPE_f64 : compute_dtype(own); /* every integer fits */
}
