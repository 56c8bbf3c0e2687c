/* op.c - the tables of operations and attributes, read from op.def and attr.def. */
#include "graph/graph.h"

/* clang-format off */
#define COUNT(...) ((int)(sizeof((AttrName[]){ATTR_count, __VA_ARGS__}) / sizeof(AttrName)) - 1)

const OpInfo op_info[OP_count] = {
#define OP(name_, arity_, class, attributes, dtype_, shape_, grad_, hlo)                           \
    [OP_##name_] = {#name_, arity_, CLASS_##class, COUNT(attributes), {attributes},                \
                    DRULE_##dtype_, SRULE_##shape_, GRAD_##grad_, hlo},
#include "graph/op.def"
#undef OP
};

const AttrInfo attr_info[ATTR_count] = {
#define ATTR(name_, kind_) [ATTR_##name_] = {#name_, AKIND_##kind_},
#include "graph/attr.def"
#undef ATTR
};
/* clang-format on */

bool op_of_name(Str name, OpCode *out)
{
    for (int i = 0; i < OP_count; i++)
        if (str_is(name, op_info[i].name)) {
            *out = (OpCode)i;
            return true;
        }
    return false;
}
