using BatchPs.Engine.Journal;
using Xunit;

namespace BatchPs.Engine.Tests.Journal;

public sealed class Crc32CTests
{
    [Fact]
    public void Of_CheckValueOfTheStandard_IsAsPublished() => Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));

    [Fact]
    public void Of_32Zeros_IsAsInRfc3720() => Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
}
