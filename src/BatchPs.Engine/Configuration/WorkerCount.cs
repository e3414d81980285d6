using System.Globalization;

namespace BatchPs.Engine.Configuration;

/// <summary>Items at a time, as a setting: a number, or the one that the run finds.</summary>
/// <param name="Count">The number; of one that is to be found the one to start with.</param>
/// <param name="IsAuto">Whether it is to be found.</param>
internal readonly record struct WorkerCount(int Count, bool IsAuto)
{
    internal const int Most = 1024;
    private const string Auto = "auto";

    /// <summary>Reads a number from 1 to 1,024, or <c>auto</c> in any case.</summary>
    internal static bool TryParse(string text, out WorkerCount count)
    {
        if (text.Equals(Auto, StringComparison.OrdinalIgnoreCase))
        {
            count = new WorkerCount(Math.Clamp(Environment.ProcessorCount, 1, Most), IsAuto: true);
            return true;
        }

        bool isNumber = int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= Most;
        count = new WorkerCount(number, IsAuto: false);
        return isNumber;
    }

    public override string ToString() => IsAuto ? Auto : Count.ToString(CultureInfo.InvariantCulture);
}
