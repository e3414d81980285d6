using System.Collections;
using System.Globalization;
using System.Management.Automation;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using FieldCategory = BatchPs.Engine.Results.ErrorCategory;

namespace BatchPs.Module.Scripts;

/// <summary>What a block put out for a chunk, by item: entries of dictionaries by their key, other objects by the property that names their item.</summary>
internal sealed class ChunkAnswers
{
    private const string KeyProperty = "Key";
    private const int LongestShown = 100;

    private readonly IReadOnlyList<IItemContext> _items;
    private readonly string? _itemKey;
    private readonly Action<string> _warn;
    private readonly Dictionary<string, List<int>> _places = new(StringComparer.Ordinal);
    private readonly List<object?>?[] _answers;

    /// <param name="items">The chunk.</param>
    /// <param name="itemKey">The property of -ItemKey; null when there is none.</param>
    /// <param name="warn">Told of what answers no item.</param>
    internal ChunkAnswers(IReadOnlyList<IItemContext> items, string? itemKey, Action<string> warn)
    {
        _items = items;
        _itemKey = itemKey;
        _warn = warn;
        _answers = new List<object?>?[items.Count];
        for (int place = 0; place < items.Count; place++)
        {
            // A value that was piped twice has two keys and is asked for once.
            foreach (string name in new[] { items[place].Name, items[place].Path, TextOf(items[place].Value) }.OfType<string>().Distinct())
            {
                (_places.TryGetValue(name, out List<int>? places) ? places : _places[name] = []).Add(place);
            }
        }
    }

    /// <summary>Whether every item was answered.</summary>
    internal bool AreComplete => Array.TrueForAll(_answers, one => one is not null);

    internal void Add(IEnumerable<object?> output)
    {
        foreach (object? value in output)
        {
            object? inner = value is PSObject wrapped ? wrapped.BaseObject : value;
            if (inner is IDictionary dictionary)
            {
                foreach (DictionaryEntry entry in dictionary)
                {
                    Answer(entry.Key, entry.Value);
                }
            }
            else if (KeyOf(value) is { } key)
            {
                Answer(key, value);
            }
            else
            {
                _warn($"The block put out {Shown(value)} for a chunk of {_items.Count} items, which names none of them; "
                    + $"an answer is a dictionary of keys and values, or an object with the property '{_itemKey ?? KeyProperty}' "
                    + (_itemKey is null ? "or that of -ItemKey." : $"of -ItemKey, or '{KeyProperty}'."));
            }
        }
    }

    /// <summary>How an item ended.</summary>
    /// <param name="place">Its place in the chunk.</param>
    /// <param name="failure">Why the block ended early; null when it did not.</param>
    internal OperationOutcome OutcomeOf(int place, Func<IItemContext, ItemError>? failure)
    {
        IItemContext item = _items[place];
        if (_answers[place] is { } values)
        {
            return OperationOutcome.Succeeded(values.ToArray());
        }

        return OperationOutcome.Failed(failure is not null
            ? failure(item)
            : new ItemError("NotAnswered", FieldCategory.Script, $"The script block gave no answer for '{item.Name}' of its chunk of {_items.Count} items.", item.Path));
    }

    // An object made of properties has no text of its own.
    private static string Shown(object? value) => value is null ? "$null"
        : $"'{ShortText.Of(value is PSObject { BaseObject: PSCustomObject } made ? made.ToString() : TextOf(value) ?? "", LongestShown)}'";

    private static string? TextOf(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => null,
        FileSystemInfo file => file.FullName,
        var other => Convert.ToString(other, CultureInfo.InvariantCulture),
    };

    private object? KeyOf(object? value) => value is null ? null
        : (_itemKey is null ? null : PSObject.AsPSObject(value).Properties[_itemKey]?.Value) ?? PSObject.AsPSObject(value).Properties[KeyProperty]?.Value;

    private void Answer(object key, object? value)
    {
        string name = TextOf(key) ?? "";
        if (!_places.TryGetValue(name, out List<int>? places) && !_places.TryGetValue(name.Replace('\\', '/'), out places))
        {
            _warn($"The block answered '{name}', which is no item of its chunk of {_items.Count} items.");
            return;
        }

        places.ForEach(place => (_answers[place] ??= []).Add(value));
    }
}
