using System.Reflection;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Assemblies;

/// <summary>Finds the processors of a loaded assembly and makes one of each.</summary>
internal sealed class ProcessorSearch(AssemblyFile file, Assembly assembly)
{
    /// <summary>All public classes that are processors.</summary>
    /// <exception cref="BatchException">As <see cref="ProcessorAssembly.Load"/> says.</exception>
    internal IReadOnlyList<IProcessor> Find()
    {
        var engine = new EngineReferences(file, assembly);
        engine.Check();
        Type[] types = [.. Exported().Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && type.IsAssignableTo(typeof(IProcessor)))];
        if (types.Length == 0)
        {
            throw BatchException.Invalid(
                "NoProcessorInAssembly",
                $"'{file.Path}' has no public class that implements {typeof(IProcessor).FullName} of {EngineReferences.Running}; {engine.Built}.", file.Path);
        }

        var made = new Dictionary<string, IProcessor>(StringComparer.OrdinalIgnoreCase);
        foreach (Type type in types)
        {
            IProcessor processor = Make(type, out string name);
            if (!made.TryAdd(name, processor))
            {
                throw BatchException.Invalid(
                    "ProcessorNameTaken", $"Two processors of '{file.Path}' are called '{name}': {made[name].GetType()} and {type}. Expected a name each.", file.Path);
            }
        }

        return [.. made.Values];
    }

    private Type[] Exported()
    {
        try
        {
            return assembly.GetExportedTypes();
        }
        catch (TypeLoadException error)
        {
            // What it implements has a member more, or another, than when it was built.
            throw EngineReferences.Mismatch(file, error.Message, error);
        }
        catch (Exception error) when (error is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            throw new BatchException(
                "AssemblyIncomplete", ErrorCategory.Validation,
                $"'{file.Path}' needs what is not there: {error.Message.TrimEnd()} Expected its packages beside it, as 'dotnet build' leaves them with EnableDynamicLoading.", file.Path, error);
        }
    }

    private IProcessor Make(Type type, out string name)
    {
        try
        {
            var processor = (IProcessor)Activator.CreateInstance(type)!;
            name = processor.Info?.Name ?? "";
            return name.Trim().Length > 0 ? processor : throw NotMade(type, "it has no name: Info or its Name is empty", null);
        }
        catch (MissingMethodException) when (type.GetConstructor(Type.EmptyTypes) is null)
        {
            throw NotMade(type, "it has no public constructor without parameters", null);
        }
        catch (Exception error) when (error is not BatchException)
        {
            Exception cause = error is TargetInvocationException { InnerException: { } inner } ? inner : error;
            throw NotMade(type, $"{cause.GetType().Name}: {cause.Message.TrimEnd().TrimEnd('.')}", cause);
        }
    }

    private BatchException NotMade(Type type, string why, Exception? error) => new(
        "ProcessorNotMade", ErrorCategory.Validation, $"The processor {type} of '{file.Path}' could not be made: {why}.", file.Path, error);
}
