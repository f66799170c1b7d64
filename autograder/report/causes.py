"""What the named causes are called in a report for people."""

from autograder.model.base import Language, Text

NAMES: dict[str, Text] = {
    name: Text(es=es, en=en)
    for name, es, en in (
        # data
        ("test-leak", "Se entrena con datos de test", "Training on test data"),
        ("test-as-validation", "El test usado como validación", "The test set used as validation"),
        ("validation-leak", "Filas repetidas en entrenamiento y validación", "Rows in training and in validation"),
        ("labels-misaligned", "Etiquetas que no corresponden", "Labels that do not belong"),
        ("split-wrong", "División de los datos", "Split of the data"),
        ("not-normalised", "Datos sin normalizar", "Data not scaled"),
        ("normalised-twice", "Datos normalizados dos veces", "Data scaled twice"),
        ("statistics-leak", "Estadísticas tomadas de más datos que los de entrenamiento", "Statistics from other data"),
        # search
        ("search-missing", "Falta la búsqueda", "Search missing"),
        ("objective-wrong", "Objetivo de la búsqueda", "Objective of the search"),
        ("too-few-trials", "Pocos ensayos", "Too few trials"),
        ("range-wrong", "Rango de búsqueda", "Range of the search"),
        ("range-edge", "Mejor valor en el borde del rango", "Best value on the edge of the range"),
        ("hyperparameter-unused", "Hiperparámetro sin efecto", "Hyperparameter without effect"),
        ("trial-failed", "Ensayos fallidos", "Failed trials"),
        ("callbacks-dropped", "Callbacks del tuner perdidos", "The tuner's callbacks dropped"),
        # training
        ("early-stopping-missing", "Falta la parada temprana", "Early stopping missing"),
        ("early-stopping-unused", "Parada temprana sin usar", "Early stopping not used"),
        ("early-stopping-wrong", "Parada temprana mal configurada", "Early stopping set up wrongly"),
        ("scheduler-missing", "Falta el planificador", "Scheduler missing"),
        ("scheduler-unused", "Planificador sin usar", "Scheduler not used"),
        ("scheduler-wrong", "Planificador mal configurado", "Scheduler set up wrongly"),
        ("epochs-wrong", "Número de épocas", "Number of epochs"),
        ("batch-wrong", "Tamaño del lote", "Batch size"),
        ("optimizer-wrong", "Optimizador", "Optimizer"),
        ("loss-wrong", "Función de pérdida", "Loss function"),
        ("diverged", "El entrenamiento diverge", "Training diverges"),
        ("loss-diverged", "La pérdida crece", "The loss grows"),
        ("not-learning", "No aprende", "It does not learn"),
        ("overfitting", "Sobreajuste", "Overfitting"),
        ("rate-too-high", "Tasa de aprendizaje demasiado alta", "Learning rate too high"),
        ("rate-too-low", "Tasa de aprendizaje demasiado baja", "Learning rate too low"),
        ("update-ratio", "Tamaño de las actualizaciones", "Size of the updates"),
        ("dead-units", "Unidades muertas", "Dead units"),
        ("not-trained", "Modelo sin entrenar", "Model not trained"),
        # model
        ("architecture-wrong", "Arquitectura", "Architecture"),
        ("activation-wrong", "Función de activación", "Activation function"),
        ("initializer-wrong", "Inicializador", "Initialiser"),
        ("augmentation-missing", "Falta el aumento de datos", "Augmentation missing"),
        ("augmentation-wrong", "Aumento de datos mal configurado", "Augmentation set up wrongly"),
        ("dropout-missing", "Falta el dropout", "Dropout missing"),
        ("regularization-wrong", "Regularización", "Regularisation"),
        # result
        ("below-band", "Exactitud por debajo de la banda", "Accuracy below the band"),
        ("above-band", "Exactitud por encima de la banda", "Accuracy above the band"),
        ("claim-mismatch", "Cifras que no coinciden", "Figures that do not agree"),
        ("hard-coded", "Resultado escrito a mano", "Hard-coded result"),
        # saving
        ("model-not-saved", "Modelo sin guardar", "Model not saved"),
        ("saved-untrained", "Modelo guardado sin entrenar", "Model saved untrained"),
        ("saved-other", "Se guarda otro modelo", "Another model saved"),
        ("saved-unloadable", "El modelo guardado no se puede cargar", "The saved model cannot be loaded"),
        # work
        ("plot-missing", "Falta la figura", "Figure missing"),
        ("conclusion-missing", "Falta la conclusión", "Conclusion missing"),
        ("conclusion-contradicts", "La conclusión contradice los resultados", "The conclusion contradicts the results"),
        ("function-wrong", "La función no hace lo pedido", "The function does not do what was asked"),
        ("answer-missing", "Falta una parte", "A part is missing"),
        # machine
        ("cell-error", "Error en una celda", "Error in a cell"),
        ("time-limit", "Límite de tiempo", "Time limit"),
        ("memory-limit", "Límite de memoria", "Memory limit"),
        ("output-limit", "Límite de salida", "Output limit"),
        ("died", "El proceso murió", "The process died"),
        # honesty
        ("tampering", "Registro alterado", "Tampered record"),
    )
}


def cause_name(cause: str, language: Language) -> str:
    """The cause in words; a cause that has none here stands for itself."""
    return NAMES[cause].to(language) if cause in NAMES else cause
