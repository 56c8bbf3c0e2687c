#!/bin/bash
# What has no derivative, and derivatives that are asked for wrongly: the text, and the caret under the
# call that is meant. tools/refusals holds every refusal of src/transform and Cnx.AD to have a line here.
. test/cli/prelude

# refused WORDS TEXT SOURCE: the script fails with TEXT, the caret under WORDS.
refused() {
    printf '%s\n' "{x, m} = {Nx.tensor([1.5, -0.5]), Nx.tensor([[2.0, 1.0], [0.5, 3.0], [1.0, 1.0]])}" "_ = {x, m}" "$3" > "$tmp/s.exs"
    run run --compiler reference "$tmp/s.exs"
    expect_refused "$1" "$2"
}

# both WORDS TEXT FUN X: in reverse and forward.
both() {
    refused "$1" "$2" "Nx.Defn.grad($4, fn x -> Nx.sum($3) end)"
    refused "$1" "$2" "Cnx.AD.jvp(fn x -> $3 end, $4, $4)"
}

# --- no derivative is known ---

none='cannot compute gradient for'
both 'Nx.bitcast(x, :s32)' "$none Nx.bitcast/2.

Bits are no numbers that move with the operand. Consider using Nx.as_type/2 to convert its values, or stop_grad/1 to hold them" 'Nx.bitcast(x, :s32)' x
both 'Nx.quotient(Nx.as_type(x, :s32), 2)' 'cannot compute gradient for Nx.quotient/2.

If a floating point computation is acceptable, consider using an implementation of floor division. See the documentation of `Nx.quotient` for more details.' 'Nx.quotient(Nx.as_type(x, :s32), 2)' x
both 'Nx.window_product(x, {2})' "$none Nx.window_product/3.

Consider using stop_grad/1 to make the gradient equivalent to the identity function or use custom_grad/3 to define a proper gradient implementation" 'Nx.window_product(x, {2})' x
both 'Nx.reduce(x, 0.0, &Nx.add/2)' "$none Nx.reduce/4.

If you are computing the sum, product, or similar, use the appropriate Nx functions instead. If you have a custom usage of reduce, consider using stop_grad/1 (making it equivalent to the identify function) or using custom_grad/3 (giving it a proper gradient implementation)." 'Nx.reduce(x, 0.0, &Nx.add/2)' x
both 'Nx.window_reduce(x, 0.0, {2}, &Nx.add/2)' "$none Nx.window_reduce/5.

If you are computing the sum, max, or similar of a window, use the appropriate Nx functions instead. If you have a custom usage of window_reduce, consider using stop_grad/1 (making it equivalent to the identify function) or using custom_grad/3 (giving it a proper gradient implementation)." 'Nx.window_reduce(x, 0.0, {2}, &Nx.add/2)' x
for ending in 'all(x)' 'argmax(x)' 'floor(x[0])' 'greater(x[0], 1)'; do
    name=${ending%%(*}
    refused "Nx.$ending" "gradient not yet implemented for Nx.$name/" "Nx.Defn.grad(x, fn x -> Nx.$ending end)"
    expect err-has 'Please open up an issue so we can implement the missing gradient'
done

# --- where a derivative is not unique ---

tall='cannot compute gradient for Nx.LinAlg.qr/2 with mode: :complete of a matrix with more rows than columns'
both 'Nx.LinAlg.qr(x, mode: :complete)' "$tall" 'elem(Nx.LinAlg.qr(x, mode: :complete), 0)' m
square='cannot compute gradient for the square factors of Nx.LinAlg.svd/2: use full_matrices?: false'
both 'Nx.LinAlg.svd(x)' "$square" 'elem(Nx.LinAlg.svd(x), 0)' m

# --- limits ---

deep='Nx.broadcast(1.0, List.to_tuple([1, 2] ++ List.duplicate(1, 30)))'
kernel='Nx.broadcast(1.0, List.to_tuple([2] ++ List.duplicate(1, 31)))'
refused "Nx.conv(x, $kernel, feature_group_size: 2)" 'a tensor has at most 32 axes' "Nx.Defn.grad($deep, fn x -> Nx.sum(Nx.conv(x, $kernel, feature_group_size: 2)) end)"

# --- derivatives asked for wrongly ---

refused "Cnx.AD.vjp(&Nx.sin/1, x)" 'expected the cotangent of f32[2] to have its shape, got f32[3]' 'Nx.Defn.jit_apply(fn x -> elem(Cnx.AD.vjp(&Nx.sin/1, x), 1).(Nx.tensor([1.0, 2.0, 3.0])) end, [x])'
refused 'Cnx.AD.jvp(&Nx.sin/1, x, Nx.tensor([1.0]))' 'expected the tangent of f32[2] to have its shape and a real type, got f32[1]' 'Cnx.AD.jvp(&Nx.sin/1, x, Nx.tensor([1.0]))'
refused 'Cnx.AD.jvp(&Nx.sin/1, x, {1.0, 2.0})' 'expected the tangents to be a container of the same form as the primals' 'Cnx.AD.jvp(&Nx.sin/1, x, {1.0, 2.0})'
refused 'back.(1.0)' 'expected the cotangents to have the shapes of what they move, got {} for {2}' '{_, back} = Cnx.AD.vjp(&Nx.sin/1, x); back.(1.0)'
refused 'Cnx.AD.jacobian(fn x -> {x, x} end, x)' 'expected a function from one tensor to one tensor' 'Cnx.AD.jacobian(fn x -> {x, x} end, x)'
refused 'Cnx.AD.root(fn _, _ -> Nx.tensor([1.0]) end, fn t -> t end, x)' 'expected as many equations as unknowns, got shape {1} for unknowns of shape {2}' 'Cnx.AD.root(fn _, _ -> Nx.tensor([1.0]) end, fn t -> t end, x)'
refused 'Cnx.AD.root(&Nx.subtract/2, fn t -> t end, x, order: 0)' 'expected :order to be a positive integer, got: 0' 'Cnx.AD.root(&Nx.subtract/2, fn t -> t end, x, order: 0)'
refused 'Cnx.AD.grad(x, &Nx.sum/1, memory: 0)' 'expected :memory to be a positive number of bytes, got: 0' 'Cnx.AD.grad(x, &Nx.sum/1, memory: 0)'
refused 'Cnx.AD.grad(x, &Nx.sum/1, memry: 1)' 'unknown keys [:memry] in [memry: 1], the allowed keys are: [:memory]' 'Cnx.AD.grad(x, &Nx.sum/1, memry: 1)'
