namespace BatchPs.Engine.Configuration;

/// <summary>The known name a mistyped one was probably meant to be.</summary>
public static class NearestName
{
    /// <summary>The nearest known name, compared without case.</summary>
    /// <returns>Null when none is near: more than a third of the longer name's characters (at least one) would have to change.</returns>
    /// <remarks>Distance: inserted, removed, replaced and swapped neighbouring characters (optimal string alignment).</remarks>
    public static string? Of(string given, IEnumerable<string> known)
    {
        string? nearest = null;
        var best = int.MaxValue;
        foreach (var name in known)
        {
            var distance = Distance(given.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance < best && distance <= Math.Max(1, Math.Max(given.Length, name.Length) / 3))
            {
                (nearest, best) = (name, distance);
            }
        }

        return nearest;
    }

    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(
                        Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1,
                        cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
