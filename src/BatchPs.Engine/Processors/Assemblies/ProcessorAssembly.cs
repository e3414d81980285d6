using System.Reflection;
using BatchPs.Engine.Planning;

namespace BatchPs.Engine.Processors.Assemblies;

/// <summary>An assembly that somebody named by its path, loaded, with the processors in it.</summary>
/// <remarks>It is loaded from what was hashed, so its file is not held open and may be built anew; the new content is another assembly. It stays
/// loaded until the process ends.</remarks>
internal sealed class ProcessorAssembly
{
    private static readonly Lock s_loading = new();
    private static readonly Dictionary<(string Path, string Hash), ProcessorAssembly> s_loaded = [];

    private ProcessorAssembly(AssemblyFile file, ProcessorCatalog processors)
    {
        Path = file.Path;
        Hash = file.Hash;
        Processors = processors;
    }

    /// <summary>Full path of its file.</summary>
    internal string Path { get; }

    /// <summary>Hash of its content.</summary>
    internal string Hash { get; }

    /// <summary>The processors in it; at least one.</summary>
    internal ProcessorCatalog Processors { get; }

    /// <summary>What an operation keeps of it.</summary>
    /// <param name="info">The operation's processor.</param>
    internal OperationAssembly SourceOf(ProcessorInfo info) =>
        new(Path, Hash, info.Metrics);

    /// <summary>Loads an assembly, or takes what was loaded of the same path and content.</summary>
    /// <param name="file">The assembly as read.</param>
    /// <exception cref="BatchException"><c>NoProcessorInAssembly</c>, <c>ProcessorNotMade</c>, <c>ProcessorNameTaken</c>, <c>EngineMismatch</c> or
    /// <c>AssemblyIncomplete</c>.</exception>
    internal static ProcessorAssembly Load(AssemblyFile file)
    {
        lock (s_loading)
        {
            if (!s_loaded.TryGetValue((file.Path, file.Hash), out ProcessorAssembly? loaded))
            {
                Assembly assembly = new ProcessorContext(file.Path).Load(file);
                loaded = new ProcessorAssembly(file, new ProcessorCatalog(new ProcessorSearch(file, assembly).Find(), file.Path));
                s_loaded.Add((file.Path, file.Hash), loaded);
            }

            return loaded;
        }
    }

    /// <summary>The assembly of an operation, which was loaded before: to find it again never loads anything.</summary>
    internal static ProcessorAssembly Loaded(OperationAssembly source)
    {
        lock (s_loading)
        {
            return s_loaded.GetValueOrDefault((source.Path, source.Hash))
                ?? throw new InvalidOperationException($"The assembly '{source.Path}' of the operation was not loaded.");
        }
    }
}
