using System.Text;

namespace BatchPs.Engine.Selecting;

/// <summary>A compiled wildcard: <c>*</c>, <c>?</c>, <c>[abc]</c>, <c>[a-z]</c>; a backtick takes the next character as it is.</summary>
/// <remarks>
/// Without <c>/</c> it matches a name. With <c>/</c> it matches a path relative to the selected directory, whose parts are separated
/// by <c>/</c>: no wildcard then crosses a <c>/</c>, except <c>**/</c> (any number of directories, also none) and a <c>**</c> at the end.
/// Time to match grows with text times wildcard, never exponentially.
/// </remarks>
internal sealed class Wildcard
{
    private readonly List<Token> _tokens = [];
    private readonly bool _ignoreCase;

    /// <summary>Compiles a wildcard.</summary>
    /// <param name="pattern">The text of the wildcard; on Windows <c>\</c> is read as <c>/</c>.</param>
    /// <param name="ignoreCase">Whether case differs; by default as the platform compares file names.</param>
    /// <exception cref="BatchException"><c>BadWildcard</c>: empty, an unclosed or empty set, a range that runs backwards.</exception>
    public Wildcard(string pattern, bool? ignoreCase = null)
    {
        Pattern = pattern;
        _ignoreCase = ignoreCase ?? PathScope.IgnoresCase;
        string text = OperatingSystem.IsWindows() ? pattern.Replace('\\', '/') : pattern;
        IsPath = text.Contains('/', StringComparison.Ordinal);
        if (IsPath)
        {
            text = text.StartsWith("./", StringComparison.Ordinal) ? text[2..] : text;
            text = text.Trim('/');
        }

        if (text.Length == 0)
        {
            throw Bad("it is empty; '*' matches every name");
        }

        Compile(text);
        Literal = _tokens.TrueForAll(token => token.Kind == TokenKind.Character)
            ? string.Concat(_tokens.Select(token => token.Character))
            : null;
    }

    private enum TokenKind
    {
        Character,
        AnyCharacter,
        Set,
        Star,
        Directories,
        Everything,
    }

    /// <summary>The wildcard as it was given.</summary>
    public string Pattern { get; }

    /// <summary>Whether it matches relative paths, not names.</summary>
    public bool IsPath { get; }

    /// <summary>The one text it stands for, without the escapes; null when it has a wildcard character.</summary>
    public string? Literal { get; }

    /// <summary>Whether the whole text matches.</summary>
    public bool IsMatch(string text)
    {
        int states = _tokens.Count + 1;
        Span<bool> current = states <= 256 ? stackalloc bool[states] : new bool[states];
        Span<bool> next = states <= 256 ? stackalloc bool[states] : new bool[states];
        current.Clear();
        Enter(current, 0);
        foreach (char character in text)
        {
            next.Clear();
            bool alive = false;
            for (int state = 0; state < _tokens.Count; state++)
            {
                alive |= current[state] && Step(next, state, character);
            }

            if (!alive)
            {
                return false;
            }

            Span<bool> swap = current;
            current = next;
            next = swap;
        }

        return current[^1];
    }

    /// <summary>Goes to a state, and to those behind it that it may skip.</summary>
    private void Enter(Span<bool> states, int state)
    {
        states[state] = true;
        while (state < _tokens.Count && _tokens[state].Kind is TokenKind.Star or TokenKind.Directories or TokenKind.Everything)
        {
            states[++state] = true;
        }
    }

    private bool Step(Span<bool> next, int state, char character)
    {
        Token token = _tokens[state];
        switch (token.Kind)
        {
            case TokenKind.Directories when character != '/':
                next[state] = true; // inside a directory's name: what follows may only begin after the '/'
                return true;
            case TokenKind.Directories or TokenKind.Everything:
                Enter(next, state);
                return true;
            case TokenKind.Star when character != '/':
                Enter(next, state);
                return true;
            case TokenKind.AnyCharacter when character != '/':
            case TokenKind.Set when character != '/' && InSet(token.Ranges, character):
            case TokenKind.Character when Same(token.Character, character):
                Enter(next, state + 1);
                return true;
            default:
                return false;
        }
    }

    private bool Same(char expected, char found) =>
        expected == found || (_ignoreCase && char.ToUpperInvariant(expected) == char.ToUpperInvariant(found));

    private bool InSet(string ranges, char found)
    {
        char lower = _ignoreCase ? char.ToLowerInvariant(found) : found;
        char upper = _ignoreCase ? char.ToUpperInvariant(found) : found;
        for (int i = 0; i < ranges.Length; i += 2)
        {
            if ((lower >= ranges[i] && lower <= ranges[i + 1]) || (upper >= ranges[i] && upper <= ranges[i + 1]))
            {
                return true;
            }
        }

        return false;
    }

    private void Compile(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '*' when IsPath && IsDoubleStar(text, i):
                    bool last = i + 2 == text.Length;
                    _tokens.Add(new Token(last ? TokenKind.Everything : TokenKind.Directories));
                    i += last ? 1 : 2;
                    break;
                case '*':
                    _tokens.Add(new Token(TokenKind.Star));
                    break;
                case '?':
                    _tokens.Add(new Token(TokenKind.AnyCharacter));
                    break;
                case '[':
                    i = CompileSet(text, i + 1);
                    break;
                case '`' when i + 1 < text.Length:
                    _tokens.Add(new Token(TokenKind.Character, text[++i]));
                    break;
                default:
                    _tokens.Add(new Token(TokenKind.Character, text[i]));
                    break;
            }
        }
    }

    private static bool IsDoubleStar(string text, int at) =>
        (at == 0 || text[at - 1] == '/')
        && at + 1 < text.Length && text[at + 1] == '*'
        && (at + 2 == text.Length || text[at + 2] == '/');

    private int CompileSet(string text, int at)
    {
        StringBuilder ranges = new();
        for (; at < text.Length && text[at] != ']'; at++)
        {
            char low = Unescaped(text, ref at);
            char high = low;
            if (at + 2 < text.Length && text[at + 1] == '-' && text[at + 2] != ']')
            {
                at += 2;
                high = Unescaped(text, ref at);
            }

            if (high < low)
            {
                throw Bad($"the range '{low}-{high}' runs backwards");
            }

            ranges.Append(low).Append(high);
        }

        if (at >= text.Length)
        {
            throw Bad("it has '[' without ']'; write '`[' for the character itself, or give the path as a literal path");
        }

        if (ranges.Length == 0)
        {
            throw Bad("its set '[]' is empty; write '`[`]' for the characters themselves");
        }

        _tokens.Add(new Token(TokenKind.Set, Ranges: ranges.ToString()));
        return at;
    }

    private static char Unescaped(string text, ref int at)
    {
        if (text[at] == '`' && at + 1 < text.Length)
        {
            at++;
        }

        return text[at];
    }

    private BatchException Bad(string what) =>
        BatchException.Invalid("BadWildcard", $"The wildcard '{Pattern}' cannot be used: {what}.", Pattern);

    /// <summary>One step of the wildcard; <paramref name="Ranges"/> holds pairs of first and last character.</summary>
    private readonly record struct Token(TokenKind Kind, char Character = '\0', string Ranges = "");
}
