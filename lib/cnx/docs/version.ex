# Cnx.Docs.Version - what h says about Version.
defmodule Cnx.Docs.Version do
  def text,
    do: ~S"""
    Versions as semver.org has them, and requirements: "~> 1.2", ">= 1.0.0 and < 2.0.0".

    - parse(text): {:ok, version} or :error.
    - parse!(text): The version, or raises.
    - compare(left, right): :lt, :eq or :gt.
    - match?(version, requirement, options \\ []): Whether it satisfies the requirement; `allow_pre: false` leaves out previews.
    - parse_requirement(text): {:ok, requirement} or :error.
    - parse_requirement!(text): The requirement, or raises.
    - compile_requirement(requirement): The requirement.
    - to_string(version): Its text.
    """
end
