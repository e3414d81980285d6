using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace BatchPs.Engine.Processors.Assemblies;

/// <summary>Where one processor's assembly and its own packages live, apart from those of the engine and of others.</summary>
/// <param name="path">Full path of the assembly; its <c>.deps.json</c> and the files beside it say where its packages are.</param>
internal sealed class ProcessorContext(string path) : AssemblyLoadContext(System.IO.Path.GetFileNameWithoutExtension(path))
{
    private static readonly Assembly s_engine = typeof(IProcessor).Assembly;

    // The only package whose types the engine's members name: with another copy of it they would be other members.
    private static readonly Assembly s_logging = typeof(Microsoft.Extensions.Logging.ILoggerFactory).Assembly;

    private readonly AssemblyDependencyResolver _resolver = new(path);

    /// <summary>Loads the assembly from its bytes, with its symbols when they stand beside it, so that errors name lines.</summary>
    internal Assembly Load(AssemblyFile file)
    {
        string symbols = System.IO.Path.ChangeExtension(path, ".pdb");
        using var code = new MemoryStream(ImmutableCollectionsMarshal.AsArray(file.Content)!, writable: false);
        using var lines = File.Exists(symbols) ? new MemoryStream(File.ReadAllBytes(symbols), writable: false) : null;
        return LoadFromStream(code, lines);
    }

    // The engine is the running one, whatever copy or version stands beside the assembly: its types are those of the seam.
    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name == s_engine.GetName().Name ? s_engine
        : assemblyName.Name == s_logging.GetName().Name && assemblyName.Version <= s_logging.GetName().Version ? s_logging
        : _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found)
        : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
}
