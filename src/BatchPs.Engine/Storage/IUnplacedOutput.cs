namespace BatchPs.Engine.Storage;

/// <summary>An output under its temporary name: placed when the attempt succeeds, else gone.</summary>
internal interface IUnplacedOutput
{
    /// <summary>Where it is, beside its target.</summary>
    string TempPath { get; }

    /// <summary>Whether there is anything to place.</summary>
    bool Exists { get; }

    /// <summary>Makes what was written durable; its name is another matter.</summary>
    void Sync();

    /// <summary>Ends the writing and tells what was written.</summary>
    WrittenOutput Seal();

    /// <summary>Says that the temp file has got its name, so that it is not deleted.</summary>
    void MarkPlaced();

    /// <summary>Lets go of the output, and deletes it unless it was placed.</summary>
    void Release();
}

/// <summary>Stamp and content hash of an output as it was written.</summary>
internal readonly record struct WrittenOutput(FileStamp Stamp, string Hash);
