namespace BatchPs.Engine.Processors.Srt;

/// <summary>T01: a cue ends after the next begins. It ends the profile's gap before the next when its shortest duration stays; else the two meet
/// in the middle of the time they share.</summary>
/// <remarks>Impossible when nothing of the cue would stay, when the next would begin after the one that follows it, three at a time, or when the next lies within
/// it and ends at least the shortest duration earlier: that much of it would be lost.</remarks>
internal sealed class Overlap : ITimingRule
{
    public SrtRule Rule => SrtRule.T01;

    public TimingFix Find(in TimingPlace place)
    {
        if (place.End <= place.NextStart)
        {
            return TimingFix.None;
        }

        var end = place.NextStart - place.Profile.GapMs;
        if (end - place.Start >= place.Profile.ShortestMs && end >= place.LeastEnd)
        {
            return TimingFix.Ends(place, end);
        }

        if (place.End - place.NextEnd >= place.Profile.ShortestMs)
        {
            return TimingFix.Impossible;
        }

        var shared = Math.Max(0, Math.Min(place.End, place.NextEnd) - place.NextStart);
        var middle = place.NextStart + shared / 2;
        return middle > place.Start && middle >= place.LeastEnd && (middle == place.NextStart || middle < place.AfterNext)
            ? TimingFix.Meet(middle)
            : TimingFix.Impossible;
    }

    public string Describe(in TimingPlace place) => $"The cue ends {place.End - place.NextStart} ms after the next one begins";
}
