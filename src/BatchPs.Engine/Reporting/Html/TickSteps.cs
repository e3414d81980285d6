namespace BatchPs.Engine.Reporting.Html;

/// <summary>Round distances between the labels of an axis.</summary>
internal static class TickSteps
{
    private static readonly double[] Times = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];

    /// <summary>The first of 1, 2 and 5 times a power of ten that is not under a number.</summary>
    internal static double Decimal(double least)
    {
        if (least <= 0 || !double.IsFinite(least))
        {
            return 1;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return (least / power) switch { <= 1.0000001 => power, <= 2 => 2 * power, <= 5 => 5 * power, _ => 10 * power };
    }

    /// <summary>A round number of bytes, KB, MB or GB of 1,024 each.</summary>
    internal static double Bytes(double least)
    {
        var unit = 1.0;
        while (least >= unit * 1024)
        {
            unit *= 1024;
        }

        return unit * Decimal(Math.Max(least, 1) / unit);
    }

    /// <summary>A round number of seconds, minutes, hours or days.</summary>
    internal static double Time(double least) => least switch
    {
        < 1 => Decimal(least),
        > 86400 => 86400 * Math.Ceiling(Decimal(least / 86400)),
        _ => Times.First(time => time >= least),
    };

    /// <summary>A time on an axis, in the unit that its labels go up by.</summary>
    internal static string Label(double seconds, double step) => step switch
    {
        < 60 when seconds < 60 => Figures.Number(Math.Round(seconds, 3)) + " s",
        < 60 => System.FormattableString.Invariant($"{(int)(seconds / 60)}:{seconds % 60:00} min"),
        < 3600 when seconds < 3600 => Figures.Number(seconds / 60) + " min",
        < 86400 => System.FormattableString.Invariant($"{(int)(seconds / 3600)}:{seconds / 60 % 60:00} h"),
        _ => Figures.Number(seconds / 86400) + " d",
    };
}
