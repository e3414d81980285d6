using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace BatchPs.Module.Scripts;

/// <summary>Where in the scripts of a person an error arose that has ours for its place: <c>Write-Error</c> takes that of the script's caller.</summary>
/// <param name="scripts">The parsed scripts.</param>
internal sealed partial class BlockPlaces(params ScriptBlockAst[] scripts)
{
    /// <summary>Gives a record whose place is a script of ours the place of the first frame of its stack; leaves others as they are.</summary>
    internal void Settle(ErrorRecord record)
    {
        if (record.InvocationInfo is { } place && string.IsNullOrEmpty(place.ScriptName) && HostScripts.Contain(place.Line)
            && Frame().Match(record.ScriptStackTrace ?? "") is { Success: true } frame
            && int.TryParse(frame.Groups["line"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int line))
        {
            string file = frame.Groups["file"].Value;
            if (Extent(file == "<No file>" ? null : file, line) is { } extent)
            {
                ErrorPositions.Place(record, extent, record.ScriptStackTrace);
            }
        }
    }

    /// <summary>The record an exception of PowerShell carries, with its place; null for others.</summary>
    internal ErrorRecord? RecordOf(Exception error)
    {
        ErrorRecord? record = ScriptErrors.RecordOf(error);
        if (record is not null)
        {
            Settle(record);
        }

        return record;
    }

    /// <summary>An exception of a script with its place.</summary>
    internal string Describe(Exception error) => RecordOf(error)?.InvocationInfo is { ScriptName: { Length: > 0 } file } place
        ? string.Create(CultureInfo.InvariantCulture, $"{file}:{place.ScriptLineNumber}: {error.Message}")
        : error.Message;

    [GeneratedRegex(@"\Aat .*?, (?<file>[^\r\n]+): line (?<line>\d+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Frame();

    private static bool IsWriteError(Ast node) => node is CommandAst command && "Write-Error".Equals(command.GetCommandName(), StringComparison.OrdinalIgnoreCase);

    private IScriptExtent? Extent(string? file, int line)
    {
        Ast[] there =
        [
            .. scripts.Where(script => script.Extent.File == file && script.Extent.StartLineNumber <= line && script.Extent.EndLineNumber >= line)
                .SelectMany(script => script.FindAll(node => node is CommandAst or PipelineBaseAst && node.Extent.StartLineNumber == line, searchNestedScriptBlocks: true)),
        ];
        return there.Where(IsWriteError).ToArray() is [{ } writer] ? writer.Extent
            : there is [{ } first, ..] ? Line(file, line, first.Extent.StartScriptPosition.Line)
            : file is null ? null
            : Line(file, line, "");
    }

    // A frame tells no columns.
    private static ScriptExtent Line(string? file, int line, string text) => new(
        new ScriptPosition(file!, line, text.Length - text.TrimStart().Length + 1, text), new ScriptPosition(file!, line, text.TrimEnd().Length + 1, text));
}
