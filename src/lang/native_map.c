/* native_map.c - Map and :maps, as far as no function values are called. A tensor is a struct: it
   answers with its fields, and stays a tensor where one of them is put. */
#include "lang/native.h"
#include "lang/tensor_value.h"

/* The value as a map, yours; POISON after an error. */
static Value map_of(Vm *vm, Value v)
{
    if (v.tag == TAG_tensor)
        return tensor_as_map(vm, v);
    return v.tag == TAG_map ? value_ref(v) : fail_bad_map(vm, v);
}

static Value get(Vm *vm, Value map, Value key, Value otherwise)
{
    if (map.tag == TAG_tensor && is_tensor_field(key))
        return tensor_field(vm, map, key.atom);
    if (map.tag != TAG_map && map.tag != TAG_tensor)
        return fail_bad_map(vm, map);
    Value v = map.tag == TAG_map ? map_at(map, key) : POISON;
    if (v.tag != TAG_poison)
        return value_ref(v);
    return otherwise.tag == TAG_poison ? fail_key(vm, key, map) : value_ref(otherwise);
}

NATIVE(fn_map_get)
{
    return get(vm, args[0], args[1], count == 3 ? args[2] : VALUE_NIL);
}

NATIVE(fn_map_fetch_strict)
{
    return get(vm, args[0], args[1], POISON);
}

NATIVE(fn_maps_get)
{
    return get(vm, args[1], args[0], count == 3 ? args[2] : POISON);
}

static Value find(Vm *vm, Value map, Value key)
{
    if (map.tag != TAG_map && map.tag != TAG_tensor)
        return fail_bad_map(vm, map);
    Value v = map.tag == TAG_map     ? value_ref(map_at(map, key))
              : is_tensor_field(key) ? tensor_field(vm, map, key.atom)
                                     : POISON;
    if (v.tag != TAG_poison)
        return TUPLE(value_atom(SYM_ok), v);
    return map.tag == TAG_tensor && is_tensor_field(key) ? POISON : value_atom(SYM_error);
}

NATIVE(fn_map_fetch)
{
    return find(vm, args[0], args[1]);
}

NATIVE(fn_maps_find)
{
    return find(vm, args[1], args[0]);
}

static Value has(Vm *vm, Value map, Value key)
{
    if (map.tag == TAG_tensor)
        return value_bool(is_tensor_field(key));
    if (map.tag != TAG_map)
        return fail_bad_map(vm, map);
    return value_bool(map_at(map, key).tag != TAG_poison);
}

NATIVE(fn_map_has_key)
{
    return has(vm, args[0], args[1]);
}

NATIVE(fn_maps_is_key)
{
    return has(vm, args[1], args[0]);
}

static Value put_field(Vm *vm, Value tensor, Value key, Value value)
{
    if (!is_tensor_field(key)) {
        Value map = tensor_as_map(vm, tensor);
        return map.tag == TAG_poison ? map : map_with(vm, map, value_ref(key), value_ref(value));
    }
    Value t = value_ref(tensor);
    if (tensor_with_field(vm, &t, key, value))
        return t;
    value_free(t);
    return POISON;
}

/* In place when the argument holds the only count. */
static Value put(Vm *vm, const Value *map, Value key, Value value)
{
    if (map->tag == TAG_tensor || tensor_comes_home(vm, *map, key, value))
        return put_field(vm, *map, key, value);
    if (map->tag != TAG_map)
        return fail_bad_map(vm, *map);
    return map_with(vm, take(map), value_ref(key), value_ref(value));
}

NATIVE(fn_map_put)
{
    return put(vm, &args[0], args[1], args[2]);
}

NATIVE(fn_maps_put)
{
    return put(vm, &args[2], args[0], args[1]);
}

NATIVE(fn_maps_update)
{
    bool is_missing = args[2].tag == TAG_map
                          ? map_at(args[2], args[0]).tag == TAG_poison
                          : args[2].tag == TAG_tensor && !is_tensor_field(args[0]);
    if (is_missing)
        return fail_key(vm, args[0], args[2]);
    return put(vm, &args[2], args[0], args[1]);
}

static Value without(Vm *vm, const Value *map, Value key)
{
    Value taken = map->tag == TAG_map ? take(map) : map_of(vm, *map);
    return taken.tag == TAG_poison ? taken : map_without(vm, taken, key);
}

NATIVE(fn_map_delete)
{
    return without(vm, &args[0], args[1]);
}

NATIVE(fn_maps_remove)
{
    return without(vm, &args[1], args[0]);
}

/* Takes the map under a field out of the map around it, which holds nil there meanwhile: so the
   inner one has no second count, and changes in place. Where there is no map that is raised, and
   the outer one freed. */
static Value take_inner(Vm *vm, Value *outer, Value field)
{
    Value inner = outer->tag == TAG_map ? map_at(*outer, field) : POISON;
    if (inner.tag != TAG_map) {
        fail_bad_map(vm, *outer);
        value_free(*outer);
        return POISON;
    }
    inner = value_ref(inner);
    *outer = map_with(vm, *outer, value_ref(field), VALUE_NIL);
    return inner;
}

/* Cnx.Map.put_inside(map, field, key, value): %{map | field => :maps.put(key, value, map[field])}.
 */
NATIVE(fn_map_put_inside)
{
    Value outer = take(&args[0]), inner = take_inner(vm, &outer, args[1]);
    if (inner.tag == TAG_poison)
        return POISON;
    inner = map_with(vm, inner, value_ref(args[2]), value_ref(args[3]));
    return map_with(vm, outer, value_ref(args[1]), inner);
}

/* Cnx.Map.delete_inside(map, field, key): %{map | field => :maps.remove(key, map[field])}. */
NATIVE(fn_map_delete_inside)
{
    Value outer = take(&args[0]), inner = take_inner(vm, &outer, args[1]);
    if (inner.tag == TAG_poison)
        return POISON;
    inner = map_without(vm, inner, args[2]);
    return map_with(vm, outer, value_ref(args[1]), inner);
}

NATIVE(fn_maps_take)
{
    Value v = find(vm, args[1], args[0]);
    if (v.tag != TAG_tuple)
        return v;
    Value taken = TUPLE(value_ref(v.tuple->at[1]), map_without(vm, map_of(vm, args[1]), args[0]));
    value_free(v);
    return taken;
}

/* --- all pairs --- */

NATIVE(fn_map_keys)
{
    Value map = map_of(vm, args[0]);
    if (map.tag == TAG_poison)
        return POISON;
    map_settle(map.map);
    ListBuilder list = LIST_BUILDER;
    for (uint32_t i = 0; i < map.map->len; i++)
        if (!list_add(vm, &list, value_ref(map.map->at[2 * i])))
            break;
    value_free(map);
    return list.list;
}

NATIVE(fn_map_values)
{
    Value map = map_of(vm, args[0]);
    if (map.tag == TAG_poison)
        return POISON;
    map_settle(map.map);
    ListBuilder list = LIST_BUILDER;
    for (uint32_t i = 0; i < map.map->len; i++)
        if (!list_add(vm, &list, value_ref(map.map->at[2 * i + 1])))
            break;
    value_free(map);
    return list.list;
}

NATIVE(fn_map_to_list)
{
    Value map = map_of(vm, args[0]);
    if (map.tag == TAG_poison)
        return POISON;
    map_settle(map.map);
    ListBuilder list = LIST_BUILDER;
    for (uint32_t i = 0; i < map.map->len; i++) {
        const Value *pair = map.map->at + 2 * i;
        if (!list_add(vm, &list, TUPLE(value_ref(pair[0]), value_ref(pair[1]))))
            break;
    }
    value_free(map);
    return list.list;
}

/* Adds the pair number `done`, whose key is before none there is; of equal keys the last stays.
   False when the program is to stop, the map is then POISON. */
static bool map_add(Vm *vm, Value *map, Value key, Value value, size_t done)
{
    map_append(map->map, value_ref(key), value_ref(value));
    if (!stops_now(vm, done))
        return true;
    value_free(*map);
    *map = POISON;
    return false;
}

Value map_of_pairs(Vm *vm, Value list)
{
    Values pairs;
    if (!is_list(list) || !list_values(list, &pairs))
        return fail_argument(vm);
    for (size_t i = 0; i < pairs.len; i++) {
        if (pairs.at[i].tag == TAG_tuple && pairs.at[i].tuple->len == 2)
            continue;
        vec_free(&pairs);
        return fail_argument(vm);
    }
    Value map = values_sort(vm, pairs.at, pairs.len, order_keys, 0) ? map_new() : POISON;
    for (size_t i = 0; i < pairs.len && map.tag != TAG_poison; i++)
        map_add(vm, &map, pairs.at[i].tuple->at[0], pairs.at[i].tuple->at[1], i + 1);
    vec_free(&pairs);
    return map;
}

NATIVE(fn_maps_from_list)
{
    if (!is_list(args[0]))
        return vm_bad_argument(vm, 1, "not a list");
    return map_of_pairs(vm, args[0]);
}

NATIVE(fn_maps_from_keys)
{
    Values keys;
    if (!is_list(args[0]) || !list_values(args[0], &keys))
        return vm_bad_argument(vm, 1, "not a list");
    Value map = values_sort(vm, keys.at, keys.len, order_terms, 1) ? map_new() : POISON;
    for (size_t i = 0; i < keys.len && map.tag != TAG_poison; i++)
        map_add(vm, &map, keys.at[i], args[1], i + 1);
    vec_free(&keys);
    return map;
}

/* --- two maps --- */

/* The tensor with the fields of a map, each of which is put. */
static Value merge_fields(Vm *vm, Value tensor, const MapObject *fields)
{
    Value merged = value_ref(tensor);
    for (uint32_t i = 0; i < fields->len && merged.tag != TAG_poison; i++) {
        Value more = put(vm, &merged, fields->at[2 * i], fields->at[2 * i + 1]);
        value_free(merged);
        merged = more;
    }
    return merged;
}

static Value merge(Vm *vm, Value left, Value right)
{
    const MapObject *a = map_settle(left.map), *b = map_settle(right.map);
    if (b->len == 0)
        return value_ref(left);
    if (a->len == 0)
        return value_ref(right);
    if (b->len < a->len / 8) { /* a copy with a few more */
        Value more = value_ref(left);
        for (uint32_t k = 0; k < b->len; k++) {
            more = map_with(vm, more, value_ref(b->at[2 * k]), value_ref(b->at[2 * k + 1]));
            if (interrupted(vm_cx(vm))) {
                value_free(more);
                return POISON;
            }
        }
        return more;
    }
    /* Both are sorted: the result is made from front to back. */
    Value merged = map_new();
    uint32_t i = 0, j = 0;
    while (merged.tag != TAG_poison && (i < a->len || j < b->len)) {
        int order = i == a->len   ? 1
                    : j == b->len ? -1
                                  : value_compare(vm, a->at[2 * i], b->at[2 * j], true);
        const Value *pair = order < 0 ? a->at + 2 * i : b->at + 2 * j;
        map_add(vm, &merged, pair[0], pair[1], (size_t)i + j + 1);
        i += order <= 0;
        j += order >= 0;
    }
    return merged;
}

NATIVE(fn_maps_merge)
{
    if (args[0].tag == TAG_map && args[1].tag == TAG_map)
        return merge(vm, args[0], args[1]);
    if (args[0].tag == TAG_tensor && args[1].tag == TAG_map)
        return merge_fields(vm, args[0], map_settle(args[1].map));
    Value left = map_of(vm, args[0]);
    Value right = left.tag == TAG_poison ? POISON : map_of(vm, args[1]);
    Value merged = right.tag == TAG_poison ? POISON : merge(vm, left, right);
    value_free(left);
    value_free(right);
    return merged;
}

/* The pairs of `map` whose keys are in `other` (or are not). */
static Value choose(Vm *vm, Value map, Value other, bool inside)
{
    Value chosen = map_new();
    map_settle(map.map);
    for (uint32_t i = 0; i < map.map->len; i++) {
        const Value *pair = map.map->at + 2 * i;
        if ((map_at(other, pair[0]).tag != TAG_poison) == inside &&
            !map_add(vm, &chosen, pair[0], pair[1], i + 1))
            break;
    }
    return chosen;
}

NATIVE(fn_maps_intersect)
{
    Value left = map_of(vm, args[0]);
    Value right = left.tag == TAG_poison ? POISON : map_of(vm, args[1]);
    Value chosen = right.tag == TAG_poison ? POISON : choose(vm, right, left, true);
    value_free(left);
    value_free(right);
    return chosen;
}

static Value choose_keys(Vm *vm, Value keys, Value from, bool inside)
{
    Value map = map_of(vm, from);
    Value set =
        map.tag == TAG_poison ? POISON : fn_maps_from_keys(vm, (Value[]){keys, VALUE_NIL}, 2);
    Value chosen = set.tag == TAG_poison ? POISON : choose(vm, map, set, inside);
    value_free(map);
    value_free(set);
    return chosen;
}

NATIVE(fn_maps_with)
{
    return choose_keys(vm, args[0], args[1], true);
}

NATIVE(fn_maps_without)
{
    return choose_keys(vm, args[0], args[1], false);
}
