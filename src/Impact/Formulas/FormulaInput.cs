namespace Steward.Impact.Formulas;

/// <summary>Range checks shared by the formulas; an error names the member that is out of range, not its value.</summary>
internal static class FormulaInput
{
    /// <exception cref="ArgumentOutOfRangeException">The value lies outside the range; <c>ParamName</c> is the member's name.</exception>
    public static void Require(bool holds, string member, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(member, $"{member} must be {range}.");
        }
    }

    /// <summary>A share from 0 to 1; NaN is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a share.</exception>
    public static void RequireShare(double value, string member) => Require(value is >= 0 and <= 1, member, "from 0 to 1");
}
