using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Processors.Assemblies;

namespace BatchPs.Engine.Running;

/// <summary>The operation of a run that goes on: as it was recorded, with the processor there is today, or the script that was given.</summary>
internal sealed class CurrentOperation(BatchEngine engine, ResumeRequest request)
{
    private const string Consequence = "Forced, the items that are done run again with it.";

    /// <param name="recorded">The operation of the run's last execution.</param>
    /// <exception cref="BatchException"><c>OperationChanged</c>: the processor has another version, its assembly or the script is another, and the resume
    /// is not forced; <c>AssemblyNotNamed</c>, <c>AssemblyNotUsed</c>, or what loading the assembly says.</exception>
    internal OperationSpec Of(OperationSpec recorded) =>
        recorded.Assembly is { } source ? OfAssembly(recorded, source)
        : request.ProcessorAssembly is { } unused ? throw NotUsed(recorded, unused)
        : recorded.IsScript ? OfScript(recorded)
        : OfProcessor(recorded, engine.Processors[recorded.Name].Info);

    /// <param name="operation">The operation as it was recorded, or as this resume has it.</param>
    /// <param name="files">The files that it has read now.</param>
    /// <exception cref="BatchException"><c>OperationChanged</c>: one has other content, and the resume is not forced.</exception>
    internal OperationSpec WithFiles(OperationSpec operation, IReadOnlyList<OperationFile> files)
    {
        OperationSpec now = operation with { Files = files };
        return now.Hash == operation.Hash ? operation : request.Force ? now : throw Changed(operation, now);
    }

    private OperationSpec OfAssembly(OperationSpec recorded, OperationAssembly source)
    {
        if (request.ProcessorAssembly is null && !engine.IsOwn(request.JournalPath))
        {
            throw BatchException.Invalid(
                "AssemblyNotNamed",
                $"The run's processor {recorded.Name} comes from the assembly '{source.Path}', and the journal '{request.JournalPath}' is not kept where your runs are. "
                + "No code is loaded because a file says so: name the assembly (-ProcessorAssembly, --processor-assembly).",
                source.Path);
        }

        // Compared before anything of it is loaded.
        AssemblyFile file = AssemblyFile.Read(request.ProcessorAssembly ?? source.Path);
        if (file.Hash != source.Hash && !request.Force)
        {
            throw BatchException.Invalid(
                "OperationChanged", $"The run was made with another content of the assembly of processor {recorded.Name}, '{file.Path}'. {Consequence}", recorded.Name);
        }

        ProcessorAssembly loaded = engine.LoadAssembly(file);
        ProcessorInfo info = loaded.Processors[recorded.Name].Info;
        return OfProcessor(recorded, info) with { Assembly = loaded.SourceOf(info) };
    }

    private OperationSpec OfProcessor(OperationSpec recorded, ProcessorInfo today) => today.Version == recorded.Version
        ? recorded
        : request.Force
            ? recorded with { Version = today.Version }
            : throw BatchException.Invalid(
                "OperationChanged", $"The run was made with version {recorded.Version} of processor {recorded.Name}, this is version {today.Version}. {Consequence}", recorded.Name);

    private OperationSpec OfScript(OperationSpec recorded) => request.Operation is not { } given || given.Hash == recorded.Hash
        ? recorded
        : request.Force
            ? given
            : throw Changed(recorded, given);

    private static BatchException Changed(OperationSpec recorded, OperationSpec now) => BatchException.Invalid(
        "OperationChanged", $"The run was made with another operation; what differs: {string.Join(", ", recorded.DifferencesTo(now))}. {Consequence}", recorded.Name);

    private static BatchException NotUsed(OperationSpec recorded, string assembly) => BatchException.Invalid(
        "AssemblyNotUsed", $"The run's operation is {(recorded.IsScript ? "a script block" : $"the built-in processor {recorded.Name}")}; the assembly '{assembly}' has no part in it.", assembly);
}
