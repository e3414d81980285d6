using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace BatchPs.Engine.Processors.Assemblies;

/// <summary>What an assembly uses of the engine: whether the running one has it is found before the first item, not in the middle of a run.</summary>
internal sealed class EngineReferences(AssemblyFile file, Assembly assembly)
{
    private static readonly AssemblyName s_engine = typeof(IProcessor).Assembly.GetName();

    /// <summary>The running engine, for a message.</summary>
    internal static string Running => $"{s_engine.Name} {s_engine.Version}";

    /// <summary>Which engine it was built for, for a message.</summary>
    internal string Built => Reference()?.Version is { } version ? $"it was built for version {version}" : $"it does not refer to {s_engine.Name}";

    /// <summary>Looks up each type and member of the engine that the assembly names.</summary>
    /// <exception cref="BatchException"><c>EngineMismatch</c>: one is missing.</exception>
    internal void Check()
    {
        using var image = new PEReader(file.Content);
        MetadataReader metadata = image.GetMetadataReader();
        var types = metadata.TypeReferences.Where(handle => IsOfEngine(metadata, metadata.GetTypeReference(handle))).ToHashSet();
        try
        {
            foreach (TypeReferenceHandle type in types)
            {
                assembly.ManifestModule.ResolveType(MetadataTokens.GetToken(type));
            }

            foreach (MemberReferenceHandle member in metadata.MemberReferences.Where(handle => metadata.GetMemberReference(handle).Parent is { Kind: HandleKind.TypeReference } parent && types.Contains((TypeReferenceHandle)parent)))
            {
                assembly.ManifestModule.ResolveMember(MetadataTokens.GetToken(member));
            }
        }
        catch (Exception error) when (error is TypeLoadException or MissingMemberException)
        {
            throw Mismatch(file, error.Message, error);
        }
    }

    internal static BatchException Mismatch(AssemblyFile file, string why, Exception error) => new(
        "EngineMismatch", Results.ErrorCategory.Validation, $"'{file.Path}' was built for another engine than {Running}: {why.TrimEnd()} Build it against this one.", file.Path, error);

    private AssemblyName? Reference() => assembly.GetReferencedAssemblies().FirstOrDefault(name => name.Name == s_engine.Name);

    private static bool IsOfEngine(MetadataReader metadata, TypeReference type) => type.ResolutionScope switch
    {
        { Kind: HandleKind.AssemblyReference } scope => metadata.StringComparer.Equals(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name, s_engine.Name!),
        { Kind: HandleKind.TypeReference } outer => IsOfEngine(metadata, metadata.GetTypeReference((TypeReferenceHandle)outer)),
        _ => false,
    };
}
