namespace BatchPs.Engine.Processors.Srt;

/// <summary>T02: a cue is shorter than the profile's shortest duration. It is extended to that, or as far as the next cue lets it.</summary>
internal sealed class TooShort : ITimingRule
{
    public SrtRule Rule => SrtRule.T02;

    public TimingFix Find(in TimingPlace place)
    {
        if (place.Duration >= place.Profile.ShortestMs)
        {
            return TimingFix.None;
        }

        var end = Math.Min(place.Start + place.Profile.ShortestMs, place.Reach);
        return end > place.End ? TimingFix.Ends(place, end) : TimingFix.Impossible;
    }

    public string Describe(in TimingPlace place) =>
        $"The cue lasts {place.Duration} ms; at least {place.Profile.ShortestMs} ms are expected";
}
