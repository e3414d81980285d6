using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace BatchPs.Module;

/// <summary>Loads the engine and its packages from <c>bin/engine</c> in a context of their own, so that they never meet the session's.</summary>
/// <remarks>Only the engine's name is answered in the default context; its packages are found by the private context alone.</remarks>
public sealed class EngineLoader : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private const string EngineName = "BatchPs.Engine";

    private static readonly Lazy<Assembly> Engine = new(() =>
    {
        string folder = Path.Combine(Path.GetDirectoryName(typeof(EngineLoader).Assembly.Location)!, "engine");
        return new EngineContext(Path.Combine(folder, EngineName + ".dll")).LoadFromAssemblyName(new AssemblyName(EngineName));
    });

    public void OnImport() => AssemblyLoadContext.Default.Resolving += Resolve;

    public void OnRemove(PSModuleInfo psModuleInfo) => AssemblyLoadContext.Default.Resolving -= Resolve;

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) => name.Name == EngineName ? Engine.Value : null;

    private sealed class EngineContext(string path) : AssemblyLoadContext(EngineName)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
    }
}
