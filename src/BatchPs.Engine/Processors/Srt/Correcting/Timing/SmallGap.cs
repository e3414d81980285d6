namespace BatchPs.Engine.Processors.Srt;

/// <summary>T04: the gap to the next cue is smaller than the profile's. The cue ends earlier when its shortest duration stays.</summary>
internal sealed class SmallGap : ITimingRule
{
    public SrtRule Rule => SrtRule.T04;

    public TimingFix Find(in TimingPlace place)
    {
        if (place.NextStart - place.End is var gap && (gap < 0 || gap >= place.Profile.GapMs))
        {
            return TimingFix.None;
        }

        var end = place.NextStart - place.Profile.GapMs;
        return end - place.Start >= place.Profile.ShortestMs && end >= place.LeastEnd
            ? TimingFix.Ends(place, end)
            : TimingFix.Impossible;
    }

    public string Describe(in TimingPlace place) =>
        $"The gap to the next cue is {place.NextStart - place.End} ms; at least {place.Profile.GapMs} ms are expected";
}
