using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;

namespace BatchPs.Module.Inputs;

/// <summary>Values in a form that CLIXML keeps whole: what it would bring back as another type stands in an object of its own, which says its type.</summary>
internal static class PackedValue
{
    private const int MostLevels = 32;
    private const string StandIn = "BatchPs.StandIn";
    private const string Deserialized = "Deserialized.";

    private static readonly HashSet<Type> Native =
    [
        typeof(string), typeof(char), typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(float), typeof(double), typeof(decimal), typeof(DateTime), typeof(TimeSpan), typeof(Guid), typeof(Uri), typeof(Version), typeof(byte[]),
        typeof(System.Xml.XmlDocument),
    ];

    /// <summary>Whether a value can be brought back as it is: data only, of types every session has.</summary>
    /// <param name="value">The value.</param>
    /// <param name="packed">Its form for CLIXML.</param>
    /// <param name="found">Name of the type that cannot be kept; null when all can.</param>
    internal static bool TryPack(object? value, out object? packed, out string? found)
    {
        try
        {
            packed = Pack(value, MostLevels);
            found = null;
            return true;
        }
        catch (UnfitException unfit)
        {
            packed = null;
            found = unfit.Message;
            return false;
        }
    }

    /// <summary>The text of a packed value.</summary>
    internal static string Write(object? packed) => PSSerializer.Serialize(packed, MostLevels * 3);

    /// <summary>The value of a text.</summary>
    /// <exception cref="FormatException">A type of it is not in this session, or is another there.</exception>
    internal static object? Read(string text)
    {
        try
        {
            return Unpack(PSSerializer.Deserialize(text));
        }
        catch (Exception error) when (error is ArgumentException or InvalidCastException or OverflowException or MissingMemberException)
        {
            throw new FormatException(error.Message, error);
        }
    }

    private static object? Pack(object? value, int levels)
    {
        object? bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        return bare switch
        {
            null => null,
            _ when Native.Contains(bare.GetType()) => bare,
            _ when levels == 0 => throw new UnfitException("more than 32 levels"),
            PSCustomObject => PackProperties((PSObject)value!, levels - 1),
            _ when TextForm.TryWrite(bare, out string? text) && IsKnownEverywhere(bare.GetType()) => Stand(bare.GetType(), "Text", text),
            object?[] array when bare.GetType() == typeof(object[]) => PackList(array, levels - 1),
            Array { Rank: 1 } array when array.GetLowerBound(0) == 0 && IsKnownEverywhere(bare.GetType().GetElementType()!) =>
                Stand(bare.GetType(), "Items", PackList(array, levels - 1)),
            Hashtable table when bare.GetType() == typeof(Hashtable) => PackTable(table, IsCaseSensitive(table), levels - 1),
            OrderedDictionary table when bare.GetType() == typeof(OrderedDictionary) => PackOrdered(table, levels - 1),
            IList list when IsPlainList(bare.GetType()) => Stand(bare.GetType(), "Items", PackList(list, levels - 1)),
            _ => throw new UnfitException(bare.GetType().ToString()),
        };
    }

    private static bool IsPlainList(Type type) =>
        type == typeof(ArrayList) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) && IsKnownEverywhere(type.GenericTypeArguments[0]));

    // A type that a script or Add-Type made is in no other session.
    private static bool IsKnownEverywhere(Type type) =>
        type.FullName is { } name && Homes.Contains(System.IO.Path.GetDirectoryName(type.Assembly.Location)) && Resolve(name) == type;

    private static string?[] Homes { get; } =
        [System.IO.Path.GetDirectoryName(typeof(PSObject).Assembly.Location), System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)];

    private static PSObject Stand(Type type, string property, object content)
    {
        var stand = new PSObject();
        stand.TypeNames.Insert(0, StandIn);
        stand.Properties.Add(new PSNoteProperty("Type", type.FullName));
        stand.Properties.Add(new PSNoteProperty(property, content));
        return stand;
    }

    private static object?[] PackList(IList list, int levels)
    {
        var packed = new object?[list.Count];
        for (int index = 0; index < packed.Length; index++)
        {
            packed[index] = Pack(list[index], levels);
        }

        return packed;
    }

    private static object PackTable(Hashtable table, bool isCaseSensitive, int levels)
    {
        var packed = new Hashtable(table.Count, StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
        {
            packed.Add(PackKey(entry.Key), Pack(entry.Value, levels));
        }

        if (!isCaseSensitive)
        {
            return packed;
        }

        // CLIXML's own tables know no case.
        return Stand(typeof(Hashtable), "Items", packed.Cast<DictionaryEntry>().SelectMany(entry => new[] { entry.Key, entry.Value }).ToArray());
    }

    private static OrderedDictionary PackOrdered(OrderedDictionary table, int levels)
    {
        var packed = new OrderedDictionary(table.Count);
        foreach (DictionaryEntry entry in table)
        {
            packed.Add(PackKey(entry.Key), Pack(entry.Value, levels));
        }

        return packed;
    }

    private static object PackKey(object key) => Native.Contains(key.GetType()) ? key : throw new UnfitException($"a key of type {key.GetType()}");

    // A table does not tell how it compares its keys.
    private static bool IsCaseSensitive(Hashtable table) =>
        table.Keys.OfType<string>().Any(key => !table.ContainsKey(key.ToUpperInvariant()) || !table.ContainsKey(key.ToLowerInvariant()));

    private static PSObject PackProperties(PSObject value, int levels)
    {
        var packed = new PSObject();
        foreach (PSMemberInfo member in value.Members)
        {
            if (member is PSNoteProperty note)
            {
                packed.Properties.Add(new PSNoteProperty(note.Name, Pack(note.Value, levels)));
            }
            else if (member is { IsInstance: true } and (PSPropertyInfo or PSScriptMethod or PSCodeMethod))
            {
                throw new UnfitException($"an object with the {member.MemberType} '{member.Name}'");
            }
        }

        packed.TypeNames.Clear();
        foreach (string name in value.TypeNames)
        {
            packed.TypeNames.Add(name);
        }

        return packed;
    }

    private static object? Unpack(object? packed)
    {
        object? bare = packed is PSObject wrapped ? wrapped.BaseObject : packed;
        return bare switch
        {
            PSCustomObject when ((PSObject)packed!).TypeNames[0] == Deserialized + StandIn => Restore((PSObject)packed),
            PSCustomObject => UnpackProperties((PSObject)packed!),
            byte[] => bare,
            IList list => UnpackList(list),
            OrderedDictionary table => UnpackInto(new OrderedDictionary(table.Count, StringComparer.CurrentCultureIgnoreCase), table),
            Hashtable table => UnpackInto(new Hashtable(table.Count, StringComparer.CurrentCultureIgnoreCase), table),
            _ => bare,
        };
    }

    private static object?[] UnpackList(IList list)
    {
        var values = new object?[list.Count];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = Unpack(list[index]);
        }

        return values;
    }

    private static IDictionary UnpackInto(IDictionary target, IDictionary packed)
    {
        foreach (DictionaryEntry entry in packed)
        {
            target.Add(entry.Key is PSObject key ? key.BaseObject : entry.Key, Unpack(entry.Value));
        }

        return target;
    }

    private static PSObject UnpackProperties(PSObject packed)
    {
        var value = new PSObject();
        foreach (PSPropertyInfo property in packed.Properties)
        {
            value.Properties.Add(new PSNoteProperty(property.Name, Unpack(property.Value)));
        }

        value.TypeNames.Clear();
        foreach (string name in packed.TypeNames)
        {
            value.TypeNames.Add(name.StartsWith(Deserialized, StringComparison.Ordinal) ? name[Deserialized.Length..] : name);
        }

        return value;
    }

    private static object? Restore(PSObject stand)
    {
        string name = (string)stand.Properties["Type"].Value;
        Type type = Resolve(name) ?? throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The type {name} is not in this session."));

        // A journal is a file that others may have written: nothing but data is made of it.
        if (!IsKnownEverywhere(type.IsArray ? type.GetElementType()! : type))
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The type {name} is none that a journal keeps."));
        }

        if (stand.Properties["Text"]?.Value is string text)
        {
            return TextForm.Read(type, text);
        }

        object?[] items = UnpackList((IList)((PSObject)stand.Properties["Items"].Value).BaseObject);
        if (type.IsArray)
        {
            var array = Array.CreateInstance(type.GetElementType()!, items.Length);
            for (int index = 0; index < items.Length; index++)
            {
                array.SetValue(items[index], index);
            }

            return array;
        }

        if (type == typeof(Hashtable))
        {
            var table = new Hashtable();
            foreach (object?[] pair in items.Chunk(2))
            {
                table.Add(pair[0]!, pair[1]);
            }

            return table;
        }

        if (!IsPlainList(type))
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The type {name} is no list that a journal keeps."));
        }

        var list = (IList)Activator.CreateInstance(type)!;
        foreach (object? item in items)
        {
            list.Add(item);
        }

        return list;
    }

    private static Type? Resolve(string name) =>
        Type.GetType(name)
            ?? AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null)
            ?? (LanguagePrimitives.TryConvertTo(name, out Type known) ? known : null); // PowerShell loads an assembly of its own when its type is named.

    private sealed class UnfitException(string found) : Exception(found);
}
