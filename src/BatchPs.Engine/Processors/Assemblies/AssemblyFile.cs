using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Processors.Assemblies;

/// <summary>The file of a .NET assembly, read and not loaded.</summary>
internal sealed class AssemblyFile
{
    private AssemblyFile(string path, ImmutableArray<byte> content)
    {
        Path = path;
        Content = content;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(content.AsSpan());
        Hash = ContentHash.Of(hash);
    }

    /// <summary>Full path.</summary>
    internal string Path { get; }

    /// <summary>All bytes.</summary>
    internal ImmutableArray<byte> Content { get; }

    /// <summary>Hash of the content.</summary>
    internal string Hash { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="BatchException"><c>AssemblyNotFound</c>, <c>AssemblyNotReadable</c>, or <c>NotAnAssembly</c>.</exception>
    internal static AssemblyFile Read(string path)
    {
        // Looked at first: opening a named pipe can wait for ever.
        if (EntryProbe.Probe(path, followLinks: true).Kind is not (EntryKind.File or EntryKind.Unreadable))
        {
            throw BatchException.Invalid("AssemblyNotFound", $"There is no file '{path}'; expected a .NET assembly with a processor.", path);
        }

        try
        {
            var file = new AssemblyFile(path, ImmutableArray.Create(File.ReadAllBytes(path)));
            return file.IsAssembly()
                ? file
                : throw BatchException.Invalid("NotAnAssembly", $"'{path}' is no .NET assembly; expected a class library with a processor.", path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BatchException("AssemblyNotReadable", ErrorCategory.Access, $"The assembly '{path}' cannot be read: {error.Message}", path, error);
        }
    }

    private bool IsAssembly()
    {
        try
        {
            using var image = new PEReader(Content);
            return image.HasMetadata && image.GetMetadataReader().IsAssembly;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
