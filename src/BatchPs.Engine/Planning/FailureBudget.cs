using System.Globalization;

namespace BatchPs.Engine.Planning;

/// <summary>How many failed items a run bears.</summary>
/// <param name="Count">The failed item that ends the run; 0 when there is no such limit.</param>
/// <param name="Percent">Percent of finished items, once 50 are finished, that ends the run when exceeded; 0 when there is no such limit.</param>
public sealed record FailureBudget(long Count, double Percent)
{
    /// <summary>Items that must be finished before a percentage means anything.</summary>
    public const int PercentNeedsItems = 50;

    /// <summary>No limit.</summary>
    public static FailureBudget Unlimited { get; } = new(0, 0);

    /// <summary>Reads <c>5</c> or <c>2%</c>.</summary>
    /// <exception cref="BatchException"><c>BadMaxFailure</c>: neither a whole number from 1 nor a percentage above 0 and up to 100.</exception>
    public static FailureBudget Parse(string text)
    {
        string number = text.Trim();
        if (number.EndsWith('%')
            && double.TryParse(number.AsSpan(0, number.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)
            && percent is > 0 and <= 100)
        {
            return new FailureBudget(0, percent);
        }

        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count >= 1
            ? new FailureBudget(count, 0)
            : throw BatchException.Invalid(
                "BadMaxFailure", $"The failure limit is '{text}'; it takes a whole number from 1, or a percentage such as 2%.", text);
    }

    /// <summary>Whether so many failed of so many finished items end the run.</summary>
    public bool IsExceeded(long failed, long finished) =>
        (Count > 0 && failed >= Count)
        || (Percent > 0 && finished >= PercentNeedsItems && failed * 100.0 > Percent * finished);

    /// <summary><c>5</c>, <c>2%</c> or <c>none</c>.</summary>
    public override string ToString() => Count > 0 ? Count.ToString(CultureInfo.InvariantCulture)
        : Percent > 0 ? Percent.ToString(CultureInfo.InvariantCulture) + "%"
        : "none";
}
