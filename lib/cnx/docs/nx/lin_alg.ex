# Cnx.Docs.Nx.LinAlg - what h says about Nx.LinAlg.
defmodule Cnx.Docs.Nx.LinAlg do
  def text,
    do: ~S"""
    Linear algebra. Functions work on the last two axes; what stands in front is a batch.

    - adjoint(tensor): The conjugate transpose.
    - cholesky(tensor): The lower triangular L with L L* = A of a positive definite matrix.
    - determinant(tensor): The determinant.
    - eigh(tensor, opts \\ []): {eigenvalues, eigenvectors} of a symmetric or Hermitian matrix. Options: `:max_iter`, `:eps`.
    - invert(tensor): The inverse.
    - least_squares(a, b, opts \\ []): The x with the least |A x - b|.
    - lu(tensor): {p, l, u} with P L U = A.
    - matrix_power(tensor, power): The matrix to an integer power; negative ones invert it.
    - matrix_rank(tensor, opts \\ []): How many singular values are above `:eps`.
    - norm(tensor, opts \\ []): The norm of a vector or matrix: `:ord` is :frobenius, :nuclear, :inf, :neg_inf or a number.
    - pinv(tensor, opts \\ []): The pseudoinverse; singular values up to `:eps` count as zero.
    - qr(tensor, opts \\ []): {q, r} with Q R = A; `mode: :complete` gives the square Q.
    - solve(a, b): The x with A x = b.
    - svd(tensor, opts \\ []): {u, s, vt} with U diag(s) V* = A; `full_matrices?: false` gives the short ones.
    - triangular_solve(a, b, opts \\ []): The x with A x = b for a triangular A. Options: `:lower`, `:left_side`, `:transform_a`.
    """
end
