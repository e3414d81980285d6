using System.Buffers;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Tells the language of a file by the script that most of its letters have, those of tags left out.</summary>
/// <remarks>Kana stand for Japanese, Hangul for Korean, Han with hardly any kana for Chinese, Thai, Devanagari for Hindi, Arabic letters for Arabic. Other
/// languages of these scripts get the same, as what is read in them is as long.</remarks>
internal struct ScriptLanguage
{
    /// <summary>Bytes of a file's content that are looked at, from its start: some hundred cues, enough to tell.</summary>
    public const int Sample = 64 * 1024;

    // First bytes of the letters of these scripts: content without one has none of them. E2 begins signs only, as curly quotes.
    private static readonly SearchValues<byte> s_leads = SearchValues.Create([.. Enumerable.Range(0xD8, 4).Concat(Enumerable.Range(0xE0, 2))
        .Concat(Enumerable.Range(0xE3, 0x12)).Select(lead => (byte)lead)]);

    private int _other;
    private int _kana;
    private int _han;
    private int _hangul;
    private int _thai;
    private int _devanagari;
    private int _arabic;

    /// <summary><c>ja</c>, <c>ko</c>, <c>zh</c>, <c>th</c>, <c>hi</c>, <c>ar</c>, or null.</summary>
    /// <param name="content">A file's content as valid UTF-8, or the start of it: what is beyond <see cref="Sample"/> does not count.</param>
    public static string? Of(ReadOnlySpan<byte> content)
    {
        if (content.Length > Sample)
        {
            var end = Sample;
            while ((content[end] & 0xC0) == 0x80)
            {
                end--;
            }

            content = content[..end];
        }

        if (!content.ContainsAny(s_leads))
        {
            return null;
        }

        var counts = default(ScriptLanguage);
        var lines = new LineCursor(content, hasCr: true);
        while (lines.MoveNext())
        {
            counts.AddVisible(lines.Text);
        }

        return counts.Dominant();
    }

    /// <summary>At least one kana to four Han: Japanese has more, and a few kana stand in Chinese texts too.</summary>
    private readonly bool IsJapanese => _kana * 4 >= _han;

    private readonly string? Dominant()
    {
        ReadOnlySpan<(string Language, int Count)> scripts =
        [
            (IsJapanese ? "ja" : "zh", _kana + _han), ("ko", _hangul), ("th", _thai), ("hi", _devanagari), ("ar", _arabic),
        ];
        var (language, most) = ((string?)null, _other);
        foreach (var script in scripts)
        {
            (language, most) = script.Count > most ? script : (language, most);
        }

        return language;
    }

    private void AddVisible(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Tags.TryFind(text, at, out var start, out var length))
        {
            Add(text[at..start]);
            at = start + length;
        }

        Add(text[at..]);
    }

    private void Add(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < utf8.Length;)
        {
            int lead = utf8[i];
            if (lead < 0x80)
            {
                _other += char.IsAsciiLetter((char)lead) ? 1 : 0;
                i++;
            }
            else if (lead < 0xE0)
            {
                AddTwoBytes(((lead & 0x1F) << 6) | (utf8[i + 1] & 0x3F));
                i += 2;
            }
            else if (lead < 0xF0)
            {
                AddThreeBytes(((lead & 0xF) << 12) | ((utf8[i + 1] & 0x3F) << 6) | (utf8[i + 2] & 0x3F));
                i += 3;
            }
            else
            {
                _han += lead == 0xF0 && utf8[i + 1] >= 0xA0 ? 1 : 0;
                i += 4;
            }
        }
    }

    // Marks and jamo that N01 composes with the letter before them are part of it: it must not change what is told.
    private void AddTwoBytes(int code) => _ = code switch
    {
        < 0xC0 or (>= 0x0300 and < 0x0370) or (>= 0x0653 and <= 0x0655) => 0,
        >= 0x0600 and < 0x0700 => _arabic++,
        _ => _other++, // Latin, Greek, Cyrillic, Armenian, Hebrew and others.
    };

    private void AddThreeBytes(int code) => _ = code switch
    {
        0x093C or 0x3099 or 0x309A or (>= 0x1160 and < 0x1200) => 0,
        >= 0x2000 and < 0x3040 or >= 0xFE00 and < 0xFE70 or >= 0xFFE0 => 0, // Punctuation and other signs.
        >= 0x3040 and < 0x3100 or >= 0x31F0 and < 0x3200 or >= 0xFF66 and < 0xFFA0 => _kana++,
        >= 0x3400 and < 0x4DC0 or >= 0x4E00 and < 0xA000 or >= 0xF900 and < 0xFB00 => _han++,
        >= 0xAC00 and < 0xD7B0 or >= 0x1100 and < 0x1160 or >= 0x3130 and < 0x3190 => _hangul++,
        >= 0x0E00 and < 0x0E80 => _thai++,
        >= 0x0900 and < 0x0980 => _devanagari++,
        >= 0x08A0 and < 0x0900 or >= 0xFB50 and < 0xFE00 or >= 0xFE70 and < 0xFF00 => _arabic++,
        >= 0xFF00 and < 0xFF21 => 0,
        _ => _other++,
    };
}
