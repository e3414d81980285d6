namespace BatchPs.Engine.Processors.Srt;

/// <summary>T03: a cue is longer than the profile's longest duration. It is cut to that.</summary>
internal sealed class TooLong : ITimingRule
{
    public SrtRule Rule => SrtRule.T03;

    public TimingFix Find(in TimingPlace place) => place.Duration <= place.Profile.LongestMs
        ? TimingFix.None
        : TimingFix.Ends(place, place.Start + place.Profile.LongestMs);

    public string Describe(in TimingPlace place) =>
        $"The cue lasts {place.Duration} ms; at most {place.Profile.LongestMs} ms are expected";
}
