using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using System.Text;

namespace BatchPs.Engine.Tests.Processors.Assemblies;

/// <summary>Builds assemblies with classes that have nothing of their own but a base.</summary>
internal static class BuiltAssembly
{
    /// <summary>Writes an assembly with a public class for each name.</summary>
    /// <param name="path">Full path of its file, whose name is the assembly's.</param>
    /// <param name="version">Version, which makes its content another.</param>
    /// <param name="classes">Names of classes and their bases; one without a base derives from <see cref="object"/>.</param>
    internal static string Write(string path, string version, params (string Name, Type? Base)[] classes)
    {
        PersistedAssemblyBuilder builder = Begin(path, version, out ModuleBuilder module);
        foreach ((string name, Type? parent) in classes)
        {
            TypeBuilder type = module.DefineType(name, TypeAttributes.Public | TypeAttributes.Class, parent ?? typeof(object));
            type.DefineDefaultConstructor(MethodAttributes.Public);
            type.CreateType();
        }

        builder.Save(path);
        return path;
    }

    /// <summary>Writes an assembly whose class derives from one of another assembly, which is written as well.</summary>
    internal static string WriteWithPackage(string path, string packagePath)
    {
        Write(packagePath, "1.0", ("Middle", typeof(SampleProcessor)));
        var context = new AssemblyLoadContext("package", isCollectible: true);
        Type middle = context.LoadFromStream(new MemoryStream(File.ReadAllBytes(packagePath))).GetType("Middle")!;
        return Write(path, "1.0", ("Upper", middle));
    }

    /// <summary>Writes an assembly that calls a method of the engine which there is not.</summary>
    internal static string WriteMismatched(string path)
    {
        PersistedAssemblyBuilder builder = Begin(path, "1.0", out ModuleBuilder module);
        TypeBuilder type = module.DefineType("Upper", TypeAttributes.Public | TypeAttributes.Class, typeof(SampleProcessor));
        type.DefineDefaultConstructor(MethodAttributes.Public);
        ILGenerator code = type.DefineMethod("Call", MethodAttributes.Public | MethodAttributes.Static, typeof(int), [typeof(Engine.Processors.IItemContext)]).GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Callvirt, typeof(Engine.Processors.IItemContext).GetProperty("Attempt")!.GetMethod!);
        code.Emit(OpCodes.Ret);
        type.CreateType();
        using var image = new MemoryStream();
        builder.Save(image);
        byte[] bytes = image.ToArray();
        "get_Attempz"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes("get_Attempt"))));
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static PersistedAssemblyBuilder Begin(string path, string version, out ModuleBuilder module)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        var builder = new PersistedAssemblyBuilder(new AssemblyName(name) { Version = new Version(version) }, typeof(object).Assembly);
        module = builder.DefineDynamicModule(name);
        return builder;
    }
}
