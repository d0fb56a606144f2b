package notice

// The texts. Spanish is that of Latin America (es-419), Portuguese that of Brazil.
var (
	contact = text{
		es: "No pudimos completar la verificación. Escríbenos y te ayudamos a continuar.",
		pt: "Não foi possível concluir a verificação. Fale com a gente e ajudamos você a continuar.",
		en: "We could not complete the verification. Please contact us and we will help you.",
	}
	documentPhoto = text{
		es: "No pudimos leer tu documento. Toma la foto otra vez: el documento original, con buena luz, sin reflejos y con los cuatro bordes a la vista.",
		pt: "Não conseguimos ler o seu documento. Tire a foto de novo: o documento original, com boa luz, sem reflexos e com as quatro bordas visíveis.",
		en: "We could not read your document. Please take the photo again: the original document, in good light, without reflections, with all four edges in view.",
	}
	documentSides = text{
		es: "Necesitamos los dos lados del documento. Toma una foto del frente y otra del reverso.",
		pt: "Precisamos dos dois lados do documento. Tire uma foto da frente e outra do verso.",
		en: "We need both sides of the document. Please take one photo of the front and one of the back.",
	}
	otherDocument = text{
		es: "Necesitamos un documento vigente y en buen estado. Si tienes otro, puedes usarlo.",
		pt: "Precisamos de um documento válido e em bom estado. Se você tiver outro, pode usá-lo.",
		en: "We need a document that is valid and in good condition. If you have another one, you can use it.",
	}
	facePhoto = text{
		es: "No pudimos verificar tu rostro. Inténtalo otra vez en un lugar con buena luz, de frente y con el rostro descubierto.",
		pt: "Não conseguimos verificar o seu rosto. Tente de novo em um lugar com boa luz, de frente e com o rosto descoberto.",
		en: "We could not verify your face. Please try again in a well-lit place, facing the camera, with your face uncovered.",
	}
	file = text{
		es: "No pudimos abrir el archivo. Envía una foto o un video que tomes con la cámara.",
		pt: "Não conseguimos abrir o arquivo. Envie uma foto ou um vídeo feito com a câmera.",
		en: "We could not open the file. Please send a photo or a video that you take with the camera.",
	}
	missingPhoto = text{
		es: "Aún nos falta una foto o un video. Empieza otra vez y envía todo lo que te pedimos.",
		pt: "Ainda falta uma foto ou um vídeo. Comece de novo e envie tudo o que pedimos.",
		en: "A photo or a video is still missing. Please start again and send all that we ask for.",
	}
	data = text{
		es: "No pudimos confirmar tus datos. Revisa que el número, los nombres y las fechas estén como en tu documento.",
		pt: "Não conseguimos confirmar os seus dados. Confira se o número, os nomes e as datas estão como no seu documento.",
		en: "We could not confirm your details. Please check that the number, names and dates are as on your document.",
	}
	code = text{
		es: "El código no coincide o ya venció. Pide uno nuevo e inténtalo otra vez.",
		pt: "O código não confere ou já venceu. Peça um novo e tente de novo.",
		en: "The code does not match or is no longer valid. Please ask for a new one and try again.",
	}
	phone = text{
		es: "No pudimos enviar un código a ese número. Revisa el número o usa otro.",
		pt: "Não conseguimos enviar um código para esse número. Confira o número ou use outro.",
		en: "We could not send a code to that number. Please check the number or use another one.",
	}
	email = text{
		es: "No pudimos verificar ese correo. Revisa la dirección o usa otra.",
		pt: "Não conseguimos verificar esse e-mail. Confira o endereço ou use outro.",
		en: "We could not verify that e-mail address. Please check it or use another one.",
	}
	age = text{
		es: "Este servicio tiene requisitos de edad y no podemos continuar con tu solicitud.",
		pt: "Este serviço tem requisitos de idade e não podemos continuar com a sua solicitação.",
		en: "This service has age requirements, and we cannot go on with your request.",
	}
	location = text{
		es: "Necesitamos tu ubicación para continuar. Permite el acceso en tu navegador e inténtalo otra vez.",
		pt: "Precisamos da sua localização para continuar. Permita o acesso no seu navegador e tente de novo.",
		en: "We need your location to go on. Please allow it in your browser and try again.",
	}
	camera = text{
		es: "Necesitamos usar la cámara para continuar. Permite el acceso en tu navegador e inténtalo otra vez.",
		pt: "Precisamos usar a câmera para continuar. Permita o acesso no seu navegador e tente de novo.",
		en: "We need to use the camera to go on. Please allow it in your browser and try again.",
	}
	connection = text{
		es: "Usa tu conexión habitual a internet, sin VPN, e inténtalo otra vez.",
		pt: "Use a sua conexão de internet de sempre, sem VPN, e tente de novo.",
		en: "Please use your usual internet connection, without a VPN, and try again.",
	}
	consent = text{
		es: "Para verificar tu identidad necesitamos tu autorización. Si quieres continuar, empieza otra vez y acéptala.",
		pt: "Para verificar a sua identidade precisamos da sua autorização. Se quiser continuar, comece de novo e aceite.",
		en: "We need your consent to verify your identity. If you wish to go on, please start again and accept.",
	}
	stopped = text{
		es: "La verificación quedó sin terminar. Puedes empezar otra vez cuando quieras.",
		pt: "A verificação não foi concluída. Você pode começar de novo quando quiser.",
		en: "The verification was not finished. You can start again whenever you like.",
	}
	expired = text{
		es: "El tiempo para esta verificación terminó. Pide un enlace nuevo y empieza otra vez.",
		pt: "O tempo para esta verificação acabou. Peça um novo link e comece de novo.",
		en: "The time for this verification is over. Please ask for a new link and start again.",
	}
	fault = text{
		es: "Tuvimos un problema de nuestro lado y no pudimos terminar. Inténtalo otra vez más tarde.",
		pt: "Tivemos um problema do nosso lado e não conseguimos terminar. Tente de novo mais tarde.",
		en: "Something went wrong on our side and we could not finish. Please try again later.",
	}
)

// rows has every reason that the SDK names; a test reads the constants and compares.
// What hints at a forgery, a risk or a list has the text of unknown reasons.
var rows = []struct {
	class   Class
	text    text
	reasons string
}{
	{ClassTryAgain, documentPhoto, `
		image_analysis_not_passed document_not_recognized ocr_no_text_detected missing_text invalid_mrz invalid_mrz_format
		face_not_found_in_document blurry_image document_is_a_photo_of_photo document_is_a_photocopy invalid_qr_content
		image_face_validation_not_passed image_text_validation_not_passed photo_of_photo incomplete_document
		perforations_illegible portrait_photo_illegible missing_date_of_birth missing_document_number missing_expiration_date
		missing_gender missing_mrz missing_names missing_nationality missing_postal_code
		image_with_reflection document_not_found low_light`},
	{ClassTryAgain, documentSides, `
		front_document_not_found reverse_document_not_found front_of_document_not_found back_of_document_not_found`},
	{ClassWrongData, otherDocument, `document_has_expired damaged_document`},
	{ClassTryAgain, facePhoto, `
		no_face_detected face_not_detected face_not_found face_validation_failed liveness_verification_not_passed
		passive_liveness_verification_not_passed similarity_threshold_not_passed`},
	{ClassTryAgain, file, `
		empty_input_file invalid_image_format invalid_or_corrupted_image_file file_format_not_supported invalid_file_format
		invalid_video_file`},
	{ClassTryAgain, missingPhoto, `
		no_document_media_uploaded no_face_media_uploaded no_media_uploaded waiting_file_upload input_file_not_uploaded`},
	{ClassWrongData, data, `
		data_inconsistency government_database_check_failed invalid_curp invalid_issue_date national_registrar_inconsistency
		production_data_inconsistency data_not_match_with_government_database date_of_birth_does_not_match_with_photo
		document_unregistered invalid_document_number invalid_postal_code missing_accents inconsistent_parent_names`},
	{ClassTryAgain, code, `wrong_verification_code`},
	{ClassWrongData, phone, `phone_number_out_of_coverage phone_number_not_found`},
	{ClassWrongData, email, `email_not_valid_verdict`},
	{ClassNotAllowed, age, `underage age_above_limit age_above_threshold`},
	{ClassTryAgain, location, `geolocation_denied`},
	{ClassTryAgain, camera, `unwanted_camera_permissions`},
	{ClassTryAgain, connection, `vpn_detected`},
	{ClassTryAgain, consent, `data_authorization_not_provided`},
	{ClassTryAgain, stopped, `canceled user_process_postponed abandoned_without_using_retries not_answered_question`},
	{ClassExpired, expired, `
		expired not_used process_started_late validation_not_finished validation_expired pending_validation_methods
		validation_not_performed document_validation_not_started invoice_validation_not_started face_validation_not_started
		email_validation_not_started phone_validation_not_started`},
	{ClassOurFault, fault, `
		system_error government_database_unavailable manual_review_not_performed manual_review_expired`},
	{ClassNeedsHuman, contact, `
		declined max_retries_reached identity_belongs_to_dead_person missing_security_elements portrait_photo_is_fake possible_fraud
		traces_of_tampering risky_face_detected risk_signal_detected`},
	{ClassNotAllowed, contact, `
		face_in_blocklist fraudster_face_match_in_client_collection user_face_match_in_client_collection`},
}
