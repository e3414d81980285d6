using Xunit;

namespace BatchPs.Reliability;

public sealed class KillAtEveryCallTests : KillAtEveryCall
{
    [Fact]
    public void Start_KilledAtAnyCall_IsResumed() => Start(files: 40, inPlace: false, few: 20);
}

public sealed class KillAtEveryCallInPlaceTests : KillAtEveryCall
{
    [Fact]
    public void Start_KilledAtAnyCall_IsResumed() => Start(files: 12, inPlace: true, few: 6);
}

public sealed class KillAtEveryCallOfAResumeTests : KillAtEveryCall
{
    [Fact]
    public void Resume_KilledAtAnyCall_IsResumed() => Resume(files: 12, few: 6);
}
