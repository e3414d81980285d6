using BatchPs.Engine.Reporting;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

public sealed class ShownTextTests
{
    [Theory]
    [InlineData("plain ünï 😀", "plain ünï 😀")]
    [InlineData("\u001b[31m\0", "\\x1b[31m\\x00")]
    [InlineData("a\u202eb\u2066c\u200f", "a\\u202eb\\u2066c\\u200f")]
    [InlineData("a\nb\tc", "a\\x0ab\\x09c")]
    public void Of_WhatDrawsNothingOrTurnsAround_IsShown(string text, string shown) => Assert.Equal(shown, ShownText.Of(text));

    [Fact]
    public void Of_WithLines_KeepsThem() => Assert.Equal("a\nb\tc\\x0d", ShownText.Of("a\nb\tc\r", lines: true));

    [Fact]
    public void Cut_BetweenHalvesOfACharacter_TakesNeither() => Assert.Equal("ab\u2026", ShownText.Cut("ab😀c", 3));

    [Fact]
    public void Cut_ShortEnough_IsAsItWas() => Assert.Equal("abc", ShownText.Cut("abc", 3));
}
